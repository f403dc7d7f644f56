// A dynamic import in our sources names the file that TypeScript will have written, as it must. Here, before that was
// written, it is the source beside it.
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (!/^\.{1,2}\/.+\.js$/.test(request)) {
      throw error;
    }
    return options.defaultResolver(request.replace(/\.js$/, ".ts"), options);
  }
};
