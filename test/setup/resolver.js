const importOnly = /^(@?kubernetes-models|@actions)\//;

/** jest asks for the `require` condition, which the exports maps of these packages do not have. */
module.exports = (request, options) =>
  options.defaultResolver(
    request,
    importOnly.test(request) ? { ...options, conditions: ['import', 'default'] } : options,
  );
