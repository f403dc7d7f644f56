/** Checks answers of the emulator against its OpenAPI document. */
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import type { Answer } from "../../emulator/src";
import { openApiDocument } from "../../emulator/src/openapi/document";

interface Operation {
  readonly responses: Readonly<Record<string, { content: { "application/json": { schema: object } } }>>;
}
type Operations = Readonly<Partial<Record<string, Operation>>>;

const documentId = "https://emulator/openapi.json";
const document = openApiDocument("http://emulator/client/v4");
const paths = document.paths as Readonly<Record<string, Operations>>;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, documentId);
const validators = new Map<string, ValidateFunction>();

/** What is wrong with an answer of the emulator by its OpenAPI document; empty when nothing is. */
export function answerFaults(answer: Answer): string[] {
  const where = `${answer.method} ${answer.fullPath} ${answer.status}`;
  if (!answer.contentType.startsWith("application/json")) {
    return [`${where}: content type ${answer.contentType}`];
  }
  const validate = validatorFor(answer);
  validate(JSON.parse(answer.body));
  return (validate.errors ?? []).map((error) => `${where}: ${error.instancePath} ${error.message ?? ""}`);
}

function validatorFor(answer: Answer): ValidateFunction {
  const path = Object.keys(paths).find((template) => toPattern(template).test(answer.fullPath));
  const method = answer.method.toLowerCase();
  const responses = path === undefined ? undefined : paths[path]?.[method]?.responses;
  // A call that is no operation of the document can only be refused.
  const pointer =
    responses === undefined
      ? "/components/schemas/Failure"
      : ["", "paths", path, method, "responses", answer.status in responses ? String(answer.status) : "default"]
          .concat("content", "application/json", "schema")
          .map((step) => encodeURIComponent((step ?? "").replaceAll("~", "~0").replaceAll("/", "~1")))
          .join("/");
  const reference = `${documentId}#${pointer}`;
  const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
  validators.set(reference, validate);
  return validate;
}

const toPattern = (template: string): RegExp => new RegExp(`^/client/v4${template.replace(/\{[^}]+\}/g, "[^/]+")}$`);
