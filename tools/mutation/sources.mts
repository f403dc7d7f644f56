/** Loads the project's TypeScript as jest does: compiled by swc, and anew for each test file. */
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { join, sep } from "node:path";
import { transformSync } from "@swc/core";

/** Of CommonJS in Node.js, known to all who hook into it and to no type. */
interface CompilableModule extends NodeJS.Module {
  _compile(code: string, file: string): void;
}
interface ModuleInternals {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

const require = createRequire(import.meta.url);
const compiled = new Map<string, string>();

// eslint-disable-next-line @typescript-eslint/no-deprecated -- what stands in its place does not see `require`
require.extensions[".ts"] = (module, file) => {
  const code = compiled.get(file) ?? compile(file);
  compiled.set(file, code);
  (module as CompilableModule)._compile(code, file);
};

function compile(file: string): string {
  const options = {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  } as const;
  return transformSync(readFileSync(file, "utf8"), { ...options, filename: file }).code;
}

/** How jest finds modules here, in the words of its own option. */
type Find = (request: string, options: { readonly defaultResolver: (request: string) => string }) => string;
const find = require(join(import.meta.dirname, "../../../tests/support/resolver.cjs")) as Find;
const internals = Module as unknown as ModuleInternals;
const resolve = internals._resolveFilename.bind(Module);
internals._resolveFilename = (request, ...rest) => find(request, { defaultResolver: (each) => resolve(each, ...rest) });

/** The project's modules as one file of tests has them; packages are shared by all. */
export class Registry {
  readonly #modules = new Map<string, NodeJS.Module>();

  load(file: string): void {
    this.#enter();
    try {
      require(file);
    } finally {
      this.#leave();
    }
  }

  /** Runs what may load more of the project: it gets what was loaded here before. */
  async use<Result>(action: () => Promise<Result>): Promise<Result> {
    this.#enter();
    try {
      return await action();
    } finally {
      this.#leave();
    }
  }

  #enter(): void {
    for (const path of loadedOfProject()) {
      Reflect.deleteProperty(require.cache, path);
    }
    for (const [path, module] of this.#modules) {
      require.cache[path] = module;
    }
  }

  #leave(): void {
    for (const path of loadedOfProject()) {
      const module = require.cache[path];
      if (module !== undefined) {
        this.#modules.set(path, module);
      }
    }
  }
}

function loadedOfProject(): string[] {
  const packages = `${sep}node_modules${sep}`;
  return Object.keys(require.cache).filter((path) => path.startsWith(process.cwd()) && !path.includes(packages));
}
