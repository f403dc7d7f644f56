export const plugin = "/tmp/plugin";
