import { textOf } from "../docs/tree";

interface LockedPackage {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly link?: boolean;
}

const locked = (JSON.parse(textOf("package-lock.json")) as { packages: Record<string, LockedPackage> }).packages;

/** Licences that ask for no more than to be named. */
const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

/** Where Node finds a package from a folder: the nearest node_modules above it. */
function find(name: string, from: string): string {
  const steps = from.split("/");
  const folders = steps.map((_, index) => steps.slice(0, steps.length - index).join("/"));
  const found = [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`].find(
    (path) => path in locked,
  );
  if (found === undefined) {
    throw new Error(`${from} needs ${name}, which is not in the lock file.`);
  }
  return found;
}

/** All that comes along with a package, by its path in the lock file. */
function closure(of: string, seen = new Set<string>()): Set<string> {
  for (const name of Object.keys(locked[of]?.dependencies ?? {})) {
    const path = find(name, of);
    if (!seen.has(path)) {
      seen.add(path);
      closure(path, seen);
    }
  }
  return seen;
}

const shipped = [...closure("provider")];

/** The dependencies of ours, then what axios brings. */
const known = [
  ...["axios", "canonicalize", "commander", "diff", "fastest-levenshtein", "picocolors", "valibot"],
  ...["agent-base", "async-function", "async-generator-function", "asynckit", "call-bind-apply-helpers"],
  ...["combined-stream", "debug", "delayed-stream", "dunder-proto", "es-define-property", "es-errors"],
  ...["es-object-atoms", "es-set-tostringtag", "follow-redirects", "form-data", "function-bind", "generator-function"],
  ...["get-intrinsic", "get-proto", "gopd", "has-symbols", "has-tostringtag", "hasown", "https-proxy-agent"],
  ...["math-intrinsics", "mime-db", "mime-types", "ms", "proxy-from-env"],
];

test("what the package brings along is known by name", () => {
  const names = shipped.map((path) => path.replace(/^.*node_modules\//, ""));
  expect([...new Set(names)].toSorted()).toEqual(known.toSorted());
});

test("all of it has a licence that asks for no more than to be named", () => {
  const others = shipped.filter((path) => !permissive.includes(locked[path]?.license ?? ""));
  expect(others.map((path) => `${path}: ${locked[path]?.license ?? "no licence"}`)).toEqual([]);
});
