// Bundles the page into one ESM file and one stylesheet beside the Python that serves them.
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { context, build as esbuild } from "esbuild";
import { minify } from "terser";
import { ours, variables } from "./names.mjs";

// Bytes: every open widget and saved notebook carries the first, every exported page another.
const BUDGETS = { "widget.js": 200_000, "page.js": 200_000, "review.js": 90_000 };

const watch = process.argv.includes("--watch");
const options = {
  outdir: "../tgwidget/widget/static",
  bundle: true,
  target: ["es2022", "chrome111", "firefox113", "safari16.2"],
  // Children as arguments are shorter than as a property, as tsconfig.json would have them.
  tsconfigRaw: {
    compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" },
  },
  inject: ["src/jsx.ts"],
  charset: "utf8",
  minify: !watch,
  sourcemap: watch ? "inline" : false,
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: import.meta.dirname,
};

/** Fields that are ours alone need no names. */
const OURS = new RegExp(`^(?:${ours().join("|")})$`);

const VARIABLES = variables();

/** The same text with short names for our stylesheets' variables; a script has them in strings. */
function shortened(text) {
  return text.replace(/(?<=[{;("'`])--([a-z-]+)(?=[:,)"'`])/g, (name, word) =>
    VARIABLES.has(word) ? `--${VARIABLES.get(word)}` : name,
  );
}

/** What is built, which of them are scripts on pages rather than modules, and which name no field of
 * what is not the wire's. */
const entries = [
  ["widget", "src/widget.tsx", false, true],
  ["page", "src/page.tsx", true, true],
  ["review", "src/handover/review.tsx", true, false],
];

// Whoever opens a run needs most of it at once: a browser that knows the words compiles it while it
// is read, beside the page, and not function by function while the first picture is drawn.
const EAGER = "//# allFunctionsCalledOnLoad\n";

/** What esbuild has put together, once more: terser knows what is said twice. */
async function smaller(text) {
  // Whatever is made with `new`, here and in the libraries, says `this`, and stays no arrow. Nobody
  // has put another thing in the place of what the language brings, nor asks it for a symbol's text.
  const unsafe = { unsafe: true, unsafe_arrows: true };
  const compress = { passes: 3, keep_fargs: false, hoist_funs: true, ...unsafe };
  const format = { inline_script: true };
  return (await minify(text, { module: true, ecma: 2020, compress, format })).code;
}

for (const [entry, source, script, closed] of entries) {
  if (watch) {
    const format = script ? "iife" : "esm";
    await (await context({ ...options, entryPoints: { [entry]: source }, format })).watch();
    continue;
  }
  // What nobody imports exports nothing.
  const stdin = { contents: `import "./${source}"`, resolveDir: import.meta.dirname };
  const from = script ? { stdin } : { entryPoints: { [entry]: source } };
  const outfile = `${options.outdir}/${entry}.js`;
  const { outputFiles } = await esbuild({
    ...options,
    ...from,
    ...(closed && { mangleProps: OURS }),
    outdir: undefined,
    outfile,
    format: "esm",
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const name = basename(path);
    let code = shortened(text);
    if (name.endsWith(".js")) code = await smaller(code);
    // A script keeps its names to itself.
    if (name.endsWith(".js")) code = script ? `(()=>{${code}})()` : EAGER + code;
    const bytes = Buffer.byteLength(code);
    console.log(`${name} ${bytes} bytes, ${gzipSync(code).length} gzipped`);
    if (bytes > (BUDGETS[name] ?? Number.POSITIVE_INFINITY)) {
      console.error(`${name} is over its budget of ${BUDGETS[name]} bytes`);
      process.exit(1);
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
}
