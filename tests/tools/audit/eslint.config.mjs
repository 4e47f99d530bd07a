// The JavaScript that Chromium 86 and iOS 13 understand, by caniuse's and MDN's data.
import compat from "eslint-plugin-compat";

export default [
  { ...compat.configs["flat/recommended"], settings: { browsers: ["chrome 86", "ios_saf 13.0"] } },
];
