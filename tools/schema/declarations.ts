/** Reads the TypeScript declarations that programs are written against: members, types and documentation. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A member of an interface or class. */
export interface Member {
  readonly name: string;
  readonly type: ts.TypeNode;
  readonly isOptional: boolean;
  readonly words: string;
}

/** An interface with what it inherits. */
export interface Declared {
  readonly name: string;
  readonly words: string;
  readonly members: readonly Member[];
}

export class Declarations {
  private readonly checker: ts.TypeChecker;
  private readonly byName = new Map<string, ts.Declaration>();

  /** `folder` holds the classes and interfaces of programs. */
  constructor(folder: string) {
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file));
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      noEmit: true,
    });
    this.checker = program.getTypeChecker();
    for (const file of files) {
      for (const statement of program.getSourceFile(file)?.statements ?? []) {
        if (isNamed(statement)) {
          this.byName.set(statement.name.text, statement);
        }
      }
    }
  }

  /** The function, class, interface or type of a name. */
  find(name: string): ts.Declaration {
    const found = this.byName.get(name);
    if (found === undefined) {
      throw new Error(`No declaration ${name} in the program's room.`);
    }
    return found;
  }

  isResource(name: string): boolean {
    const found = this.byName.get(name);
    return found !== undefined && ts.isClassDeclaration(found);
  }

  isInterface(name: string): boolean {
    const found = this.byName.get(name);
    return found !== undefined && ts.isInterfaceDeclaration(found);
  }

  /** The documentation of a declaration, without tags. */
  wordsOf(node: ts.Node): string {
    const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    const [last] = comments.slice(-1);
    return last === undefined ? "" : (ts.getTextOfJSDocComment(last.comment) ?? "");
  }

  /** An interface by name, with the members of those that it extends. */
  interface(name: string): Declared {
    const node = this.find(name);
    if (!ts.isInterfaceDeclaration(node)) {
      throw new Error(`${name} is no interface.`);
    }
    const bases = (node.heritageClauses ?? [])
      .flatMap(({ types }) => types)
      .flatMap(({ expression }) => (ts.isIdentifier(expression) ? [expression.text] : []));
    const inherited = bases.filter((base) => base !== "Omit").flatMap((base) => this.interface(base).members);
    const own = this.membersOf(node.members);
    const merged = new Map([...inherited, ...own].map((member) => [member.name, member]));
    return { name, words: this.wordsOf(node), members: [...merged.values()] };
  }

  /**
   * The interfaces of a union of interfaces, or the one interface of that name. The ordinary form first: in unions it is
   * last, for the errors of TypeScript.
   */
  formsOf(name: string): string[] {
    const node = this.find(name);
    return ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type)
      ? node.type.types.map((type) => type.getText()).reverse()
      : [name];
  }

  /** The outputs of a resource class. */
  outputs(name: string): Declared {
    const node = this.find(name);
    if (!ts.isClassDeclaration(node)) {
      throw new Error(`${name} is no class.`);
    }
    return { name, words: this.wordsOf(node), members: this.membersOf(node.members) };
  }

  /** The names that `interface … extends Omit<…, "a" | "b">` leaves out. */
  omittedBy(name: string): string[] {
    const node = this.find(name) as ts.InterfaceDeclaration;
    const omitted = (node.heritageClauses ?? []).flatMap(({ types }) => types)[0]?.typeArguments?.[1];
    return omitted === undefined ? [] : textsOf(omitted);
  }

  membersOf(nodes: Iterable<ts.TypeElement | ts.ClassElement>): Member[] {
    return [...nodes].flatMap((node) =>
      (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) && node.type !== undefined
        ? [
            {
              name: node.name.getText(),
              type: node.type,
              isOptional: node.questionToken !== undefined,
              words: this.wordsOf(node),
            },
          ]
        : [],
    );
  }

  /** The texts that a type stands for; undefined if it stands for anything else. */
  literals(node: ts.TypeNode): string[] | undefined {
    const type = this.checker.getTypeFromTypeNode(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.every((part) => part.isStringLiteral()) ? parts.map(({ value }) => value) : undefined;
  }

  /** What an imported or declared name means. */
  aliasOf(name: ts.EntityName): ts.Declaration | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    const target =
      symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return target?.declarations?.[0];
  }
}

type Named = ts.Declaration & { readonly name: ts.Identifier };

function isNamed(node: ts.Node): node is ts.Statement & Named {
  return (
    (ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isFunctionDeclaration(node)) &&
    node.name !== undefined
  );
}

/** The texts of a literal type or a union of them. */
function textsOf(node: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(node)) {
    return node.types.flatMap(textsOf);
  }
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? [node.literal.text] : [];
}
