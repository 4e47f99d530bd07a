// The CSS that Chromium 86 and iOS 13 understand, by caniuse's data.
export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true,
      {
        browsers: ["chrome 86", "ios_saf 13.0-13.1"],
        ignorePartialSupport: true,
        // Without these a page only looks plainer: each has its rule for those that lack it.
        ignore: [
          "css-content-visibility",
          "css-focus-visible",
          "css-marker-pseudo",
          "css-not-sel-list", // several simple ones are told apart from a list below
          "css-paged-media",
        ],
      },
    ],
    // Supported in part only: the single sides are understood, the shorthands are not.
    "property-disallowed-list": [
      "aspect-ratio", "inset", "inset-inline", "inset-block",
      "margin-inline", "margin-block", "padding-inline", "padding-block",
    ],
    "selector-not-notation": "simple",
    "at-rule-disallowed-list": ["layer", "container"],
    "selector-pseudo-class-disallowed-list": ["is", "where", "has"],
  },
};
