import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    testTimeout: 20_000, // axe is slow on a busy machine
    environment: "jsdom",
    include: ["test/**/*.test.{ts,tsx}"],
    css: false,
  },
});
