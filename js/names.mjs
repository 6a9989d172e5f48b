// Fields that nobody but our own code can name, so that a bundle may call them anything.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const HERE = import.meta.dirname;

/** Who else gives fields a name: browsers, the libraries that are bundled, and the host. */
const OTHERS = [
  ...["lib.dom.d.ts", "lib.es5.d.ts", "lib.es2015.core.d.ts"].map((lib) => `typescript/lib/${lib}`),
  ...["lib.es2015.collection.d.ts", "lib.es2023.array.d.ts"].map((lib) => `typescript/lib/${lib}`),
  "@anywidget/types/dist/index.d.ts",
  "@preact/signals-core/dist/signals-core.module.js",
  "@preact/signals/dist/signals.module.js",
  "preact/dist/preact.mjs",
  "preact/hooks/dist/hooks.mjs",
  "preact/src/dom.d.ts",
  "diff/libesm/diff/base.js",
];

/** How an interface and a class declare them. */
const FIELDS = [
  ts.isPropertySignature,
  ts.isMethodSignature,
  ts.isPropertyDeclaration,
  ts.isMethodDeclaration,
  ts.isGetAccessor,
];

const parsed = (file) =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** The fields of our interfaces, but those that anybody else might mean or spell out. */
export function ours() {
  const declared = new Set();
  const known = new Set();
  /** Every field that a piece of code names. */
  const know = (node) => {
    if (ts.isBindingElement(node)) known.add((node.propertyName ?? node.name).text);
    else if (!ts.isParameter(node) && !ts.isVariableDeclaration(node)) known.add(node.name?.text);
    ts.forEachChild(node, know);
  };
  /** Of a file: its tables, and the names of those in which something is looked up. */
  let tables = [];
  let searched = new Set();
  const visit = (node) => {
    if (FIELDS.some((is) => is(node)) && ts.isIdentifier(node.name)) declared.add(node.name.text);
    // A type is gone by then.
    if (ts.isStringLiteralLike(node) && !ts.isLiteralTypeNode(node.parent)) known.add(node.text);
    if (ts.isVariableDeclaration(node)) tables.push([node.name.getText(), node.initializer]);
    if (ts.isElementAccessExpression(node)) searched.add(node.expression.getText());
    ts.forEachChild(node, visit);
  };
  for (const file of readdirSync(join(HERE, "src"), { recursive: true })) {
    // The reviewer's page is a bundle of its own.
    if (!/\.tsx?$/.test(file) || file.startsWith("handover")) continue;
    // What stands on the wire.
    [tables, searched] = [[], new Set()];
    (file === "protocol.ts" ? know : visit)(parsed(join(HERE, "src", file)));
    for (const [name, table] of tables) {
      if (searched.has(name)) for (const key of table?.properties ?? []) known.add(key.name?.text);
    }
  }
  for (const file of OTHERS) know(parsed(join(HERE, "node_modules", file)));
  return [...declared].filter((name) => name.length > 2 && !known.has(name));
}

/** What declares a variable of our stylesheets, there or in a script. */
const DECLARED = /(?<=[{;\s])--([a-z-]+)(?=:)/g;

/** Our stylesheets' variables as they are named in a bundle: the more they are used, the shorter. */
export function variables() {
  const folder = join(HERE, "src/style");
  const sheets = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const all = sheets.join("");
  const used = (name) => all.split(`(--${name}`).length;
  const names = new Set(Array.from(all.matchAll(DECLARED), ([, name]) => name));
  const letter = (place) => String.fromCharCode(97 + (place % 26));
  const short = (place) => (place < 26 ? "" : letter(place / 26 - 1)) + letter(place);
  const sorted = [...names].sort((a, b) => used(b) - used(a) || (a < b ? -1 : 1));
  return new Map(sorted.map((name, place) => [name, short(place)]));
}
