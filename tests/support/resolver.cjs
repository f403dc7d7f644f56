/** A jest resolver that finds TypeScript sources for imports of their compiled files. */

// A dynamic import in our sources has to name the file that TypeScript will write. In tests only the source exists.
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
