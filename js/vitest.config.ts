import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    testTimeout: 60_000, // axe and the hostile texts are slow on a busy machine
    environment: "jsdom",
    setupFiles: ["test/setup.ts"],
    // To load jsdom and the widget anew for each file took most of the time; each gets its own page.
    pool: "threads",
    isolate: false,
    maxWorkers: 2,
    include: ["test/**/*.test.{ts,tsx,mjs}"],
    css: false,
  },
});
