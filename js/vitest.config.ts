import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const LONG = /\/(hostile|axe)\.test\.ts$/;

/** Larger files first, as vitest has it, but before them those that are short to read and long to run. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification) => (LONG.test(file.moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    testTimeout: 60_000, // axe and the hostile texts are slow on a busy machine
    environment: "jsdom",
    setupFiles: ["test/setup.ts"],
    sequence: { sequencer: LongFirst },
    // To load jsdom and the widget anew for each file took most of the time; each gets its own page.
    pool: "threads",
    isolate: false,
    maxWorkers: 3, // of two cores: tests wait for frames half of their time
    include: ["test/**/*.test.{ts,tsx,mjs}"],
    css: false,
  },
});
