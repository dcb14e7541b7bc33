/** `node load.js [package]`: starts and loads the package, and nothing else. */
const [name] = process.argv.slice(2);
if (name) require(name);
