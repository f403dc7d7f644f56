/** Types of the TypeScript declarations as types of a Pulumi schema, and the named types that they need. */
import ts from "typescript";
import { anyType, reference, tokenOf, type EnumSpec, type ObjectSpec, type PropertySpec, type TypeSpec } from "./spec";
import type { Declarations, Declared, Member } from "./declarations";
import { inEveryLanguage, joinParagraphs, mergeWords } from "./words";

const keywords: ReadonlyMap<ts.SyntaxKind, TypeSpec> = new Map([
  [ts.SyntaxKind.BooleanKeyword, { type: "boolean" }],
  // Every number of this API is a whole one.
  [ts.SyntaxKind.NumberKeyword, { type: "integer" }],
  [ts.SyntaxKind.ObjectKeyword, anyType],
  [ts.SyntaxKind.UnknownKeyword, anyType],
]);

export class Types {
  /** By token. */
  readonly named = new Map<string, ObjectSpec | EnumSpec>();

  constructor(private readonly declarations: Declarations) {}

  /** `place` names what has no name of its own: the kind of object and the member. */
  convert(node: ts.TypeNode, place: string): TypeSpec {
    const parts = partsOf(node);
    const texts = parts.map((part) => this.declarations.literals(part));
    const isText = (part: ts.TypeNode): boolean => part.kind === ts.SyntaxKind.StringKeyword || isOpenText(part);
    if (parts.some(isOpenText)) {
      return { type: "string" };
    }
    if (parts.length > 1 && texts.every((each) => each !== undefined)) {
      return this.enumeration(place, texts.flat(), "");
    }
    const objects = parts.filter((part) => this.isObject(part) && !this.isResource(part));
    if (objects.length > 1 && parts.every((part) => this.isObject(part))) {
      return this.merged(objects);
    }
    const specs = parts.map((part) => (isText(part) ? ({ type: "string" } as const) : this.single(part, place)));
    const distinct = [...new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values()];
    const [first = anyType, ...others] = distinct;
    // A union with "anything" is anything.
    return others.length === 0 ? first : distinct.includes(anyType) ? anyType : { oneOf: distinct };
  }

  /** Members as properties. Those that other languages must give are `required`. */
  properties(members: readonly Member[], place: string): Pick<ObjectSpec, "properties" | "required"> {
    const given = members.filter(({ type }) => partsOf(type).length > 0);
    const properties = given.map((member): [string, PropertySpec] => [member.name, this.property(member, place)]);
    const required = given.filter(isRequired).map(({ name }) => name);
    return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required: required.sort() }) };
  }

  property({ name, type, words }: Member, place: string): PropertySpec {
    const spec = this.convert(type, `${place}${capitalized(name)}`);
    const byId = partsOf(type).some((part) => this.isResource(part))
      ? "Its Pulumi id, such as `docs.id`, or its id in the account."
      : "";
    return { ...spec, description: joinParagraphs(inEveryLanguage(words), byId) };
  }

  private single(node: ts.TypeNode, place: string): TypeSpec {
    if (ts.isArrayTypeNode(node)) {
      return { type: "array", items: this.convert(node.elementType, place) };
    }
    if (ts.isTypeLiteralNode(node)) {
      return this.object(place, "", this.declarations.membersOf(node.members));
    }
    if (ts.isTypeReferenceNode(node)) {
      return this.referenced(node, place);
    }
    return keywords.get(node.kind) ?? this.literal(node);
  }

  private literal(node: ts.TypeNode): TypeSpec {
    if (ts.isLiteralTypeNode(node)) {
      return ts.isStringLiteral(node.literal) ? { type: "string" } : { type: "boolean" };
    }
    throw new Error(`No schema type for ${node.getText()}.`);
  }

  private referenced(node: ts.TypeReferenceNode, place: string): TypeSpec {
    const name = node.typeName.getText();
    const [first, second] = node.typeArguments ?? [];
    if (name === "Record" && second !== undefined) {
      return { type: "object", additionalProperties: this.convert(second, place) };
    }
    if (name === "Array" && first !== undefined) {
      return { type: "array", items: this.convert(first, place) };
    }
    if (this.isResource(node)) {
      return { type: "string" };
    }
    const texts = this.declarations.literals(node);
    const declaration = this.declarations.aliasOf(node.typeName);
    if (texts !== undefined) {
      return this.enumeration(name, texts, declaration === undefined ? "" : this.declarations.wordsOf(declaration));
    }
    if (declaration === undefined || !ts.isInterfaceDeclaration(declaration)) {
      throw new Error(`No schema type for ${node.getText()}.`);
    }
    if (declaration.members.some(ts.isIndexSignatureDeclaration)) {
      return { type: "object", additionalProperties: anyType };
    }
    const { members, words } = this.declarations.interface(name);
    return this.object(name, words, members);
  }

  private enumerationOf(texts: readonly string[]): string | undefined {
    const sought = [...texts].sort().join();
    const found = [...this.named].find(
      ([, spec]) =>
        "enum" in spec &&
        spec.enum
          .map(({ value }) => value)
          .sort()
          .join() === sought,
    );
    return found?.[0];
  }

  private isObject(node: ts.TypeNode): boolean {
    if (!ts.isTypeReferenceNode(node)) {
      return false;
    }
    const declaration = this.declarations.aliasOf(node.typeName);
    return declaration !== undefined && (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration));
  }

  private isResource(node: ts.TypeNode): boolean {
    return ts.isTypeReferenceNode(node) && this.declarations.isResource(node.typeName.getText());
  }

  /** Several forms of one object as one type: few languages have unions of objects. */
  private merged(nodes: readonly ts.TypeNode[]): TypeSpec {
    // The ordinary form is last in a union: see formsOf.
    const names = nodes.map((node) => (node as ts.TypeReferenceNode).typeName.getText()).reverse();
    const { words, members } = mergeForms(this.declarations, names);
    return this.object(names[0] ?? "", words, members);
  }

  /** Names that end in "Output" mean something else to the Go SDK, so what state holds has a name of its own. */
  private object(declaredName: string, words: string, members: readonly Member[]): TypeSpec {
    const argument = declaredName.replace(/Output$/, "");
    if (argument !== declaredName && this.isSameAs(argument, members)) {
      return reference(tokenOf(argument));
    }
    const name = declaredName.replace(/Output(?=$|[A-Z])/, "State");
    const spec: ObjectSpec = {
      description: inEveryLanguage(words),
      type: "object",
      ...this.properties(members, name),
    };
    this.named.set(tokenOf(name), spec);
    return reference(tokenOf(name));
  }

  /** Whether state holds what the argument type says: that is one type. */
  private isSameAs(argument: string, members: readonly Member[]): boolean {
    if (!this.declarations.isInterface(argument)) {
      return false;
    }
    const declared = this.declarations.interface(argument);
    const spec = this.properties(declared.members, argument);
    if (shapeOf(spec) !== shapeOf(this.properties(members, argument))) {
      return false;
    }
    this.object(argument, declared.words, declared.members);
    return true;
  }

  /** One type for the same texts, whichever name they are found under first. */
  private enumeration(name: string, found: readonly string[], words: string): TypeSpec {
    const texts = [...new Set(found)];
    const token = this.enumerationOf(texts) ?? tokenOf(name);
    if (this.named.has(token)) {
      return reference(token);
    }
    this.named.set(token, {
      ...(words !== "" && { description: inEveryLanguage(words) }),
      type: "string",
      enum: texts.map((value) => ({ name: value.split("_").map(capitalized).join(""), value })),
    });
    return reference(token);
  }
}

/** The forms of one object: its members are those of all, and required is what each of them requires. */
export function mergeForms(
  declarations: Declarations,
  names: readonly string[],
): { readonly words: string; readonly members: readonly Member[] } {
  const forms = names.map((name) => declarations.interface(name));
  const memberNames = [...new Set(forms.flatMap(({ members }) => members.map(({ name }) => name)))];
  const members = memberNames.map((name): Member => {
    const all = forms.map((form) => form.members.find((member) => member.name === name));
    const given = all.filter((member): member is Member => member !== undefined && partsOf(member.type).length > 0);
    // A form may narrow what all forms have; the general one says more.
    const general = given.filter(({ type }) => !isLiteral(type, ts.SyntaxKind.TrueKeyword));
    const distinct = [...new Map(general.map((member) => [member.type, member])).values()];
    const [first] = distinct;
    if (first === undefined) {
      throw new Error(`No form of ${names.join(", ")} has a ${name}.`);
    }
    return {
      name,
      type: distinct.length === 1 ? first.type : ts.factory.createUnionTypeNode(distinct.map(({ type }) => type)),
      isOptional: all.some((member) => member === undefined || !isRequired(member)),
      words: mergeWords(distinct.map((member) => ({ words: member.words, form: formWords(forms, member) }))),
    };
  });
  return { words: forms.map(({ words }) => words).join("\n\n"), members };
}

/** The form that a member belongs to, by the argument that tells forms apart; "" where none does. */
function formWords(forms: readonly Declared[], member: Member): string {
  const form = forms.find(({ members }) => members.some(({ type }) => type === member.type));
  const tag = form?.members.find(({ type }) => isLiteral(type, ts.SyntaxKind.StringLiteral));
  return tag === undefined ? "" : `With ${tag.name} ${tag.type.getText()}: `;
}

function isLiteral(node: ts.TypeNode, kind: ts.SyntaxKind): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === kind;
}

function isRequired({ isOptional, type }: Member): boolean {
  return !isOptional && !alternatives(type).some(isNothing);
}

/** What a value can be, without "not set". */
export function partsOf(node: ts.TypeNode): ts.TypeNode[] {
  return alternatives(node).filter((part) => !isNothing(part));
}

/** The members of a union, through Inputs, Outputs and parentheses. */
function alternatives(node: ts.TypeNode): ts.TypeNode[] {
  if (ts.isParenthesizedTypeNode(node)) {
    return alternatives(node.type);
  }
  if (ts.isUnionTypeNode(node)) {
    return node.types.flatMap(alternatives);
  }
  const [argument] = ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : [];
  const isWrapped = ts.isTypeReferenceNode(node) && /^pulumi\.(Input|Output)$/.test(node.typeName.getText());
  return isWrapped && argument !== undefined ? alternatives(argument) : [node];
}

export function isNothing(node: ts.TypeNode): boolean {
  return node.kind === ts.SyntaxKind.UndefinedKeyword || isLiteral(node, ts.SyntaxKind.NullKeyword);
}

/** `string & {}`: any text, beside texts that are known. */
export function isOpenText(node: ts.TypeNode): boolean {
  return ts.isIntersectionTypeNode(node) && node.types.some(({ kind }) => kind === ts.SyntaxKind.StringKeyword);
}

function shapeOf(spec: object): string {
  return JSON.stringify(spec, (key, value: unknown) => (key === "description" ? undefined : value));
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
