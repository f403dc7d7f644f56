/** The prose of a source file: the texts that people read, and public documentation. */
import ts from "typescript";
import { countWords, mostWords, type Passage } from "./rules";

/** Fewer words are a name or a piece of something. */
const fewestWords = 4;

export function messagesOf(file: string, source: string): Passage[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const passages: Passage[] = [];
  const add = (node: ts.Node, text: string): void => {
    if (text.trim().split(/\s+/).length >= fewestWords && !/[{}]\s*\n|=>|^<!doctype/.test(text) && !isWordList(text)) {
      passages.push({ place: placeOf(parsed, file, node), text, kind: "sentences" });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      add(node, node.text);
    } else if (ts.isTemplateExpression(node)) {
      add(node, node.head.text + node.templateSpans.map(({ literal }) => `value${literal.text}`).join(""));
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const pieces = textsOf(node);
      if (pieces !== undefined) {
        add(node, pieces);
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return passages;
}

/** Names for `split`, far from a sentence: many words without any punctuation. */
function isWordList(text: string): boolean {
  return countWords(text) > mostWords && !/[.,:;]/.test(text);
}

/** Texts that the source joins. */
function textsOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `value${literal.text}`).join("");
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) {
    return undefined;
  }
  const [left, right] = [textsOf(node.left), textsOf(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

/** Comments of the form that editors and the reference show. */
export function documentationOf(file: string, source: string): Passage[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const passages: Passage[] = [];
  const visit = (node: ts.Node): void => {
    // A declaration inside a statement has the comment of the statement too.
    for (const comment of node.getChildren(parsed).filter(ts.isJSDoc)) {
      const text = ts.getTextOfJSDocComment(comment.comment) ?? "";
      const prose = text.replaceAll(/```[^]*?```/g, "").replaceAll(/`[^`]*`/g, "Code");
      for (const paragraph of prose.split(/\n\s*\n/).filter((each) => each.trim() !== "")) {
        passages.push({ place: placeOf(parsed, file, comment), text: paragraph, kind: "sentences" });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return passages;
}

function placeOf(parsed: ts.SourceFile, file: string, node: ts.Node): string {
  return `${file}:${parsed.getLineAndCharacterOfPosition(node.getStart(parsed)).line + 1}`;
}
