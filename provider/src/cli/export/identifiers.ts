/** Names of variables, made from the ids of servers and portals. */

/** What cannot be declared at the top of a module, or means something else in a generated program. */
const taken: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    "exports global module process pulumi require config"
  ).split(" "),
);

/** Gives each id a name of its own: `my-docs` is `myDocs`. `noun` helps where that is taken, or no name at all. */
export class Identifiers {
  private readonly used = new Set<string>();

  nameFor(id: string, noun: "server" | "portal"): string {
    const words = id.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "");
    const plain = camelCased(words);
    const candidates = /^[a-z]/.test(plain) && !taken.has(plain) ? [plain, camelCased([...words, noun])] : [];
    const last = candidates.at(-1) ?? camelCased([noun, ...words]);
    const name =
      [...candidates, last, ...numbered(last, this.used.size + 2)].find((each) => !this.used.has(each)) ?? last;
    this.used.add(name);
    return name;
  }
}

function camelCased(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`)).join("");
}

/** `name2`, `name3` and so on: more of them than there are names. */
function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index + 2}`);
}
