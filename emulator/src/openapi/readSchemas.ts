/** JSON Schemas of objects that the API only reads, from their forms. They have more members than these. */
import {
  applicationForm,
  groupForm,
  identityProviderForm,
  organizationForm,
  policyForm,
  recordForm,
  serviceTokenForm,
  zoneForm,
  type ReadForm,
  type ReadObject,
} from "pulumi-cloudflare-mcp/wire";
import { nullable, properties, type Schema } from "./formSchema";

export const readSchemas: Readonly<Record<string, Schema>> = {
  Zone: objectSchema(zoneForm),
  DnsRecord: objectSchema(recordForm),
  Application: objectSchema(applicationForm),
  Policy: objectSchema({ ...policyForm, required: ["id"] }),
  Group: objectSchema(groupForm),
  IdentityProvider: objectSchema(identityProviderForm),
  ServiceToken: objectSchema(serviceTokenForm),
  Organization: objectSchema(organizationForm),
};

function objectSchema({ properties: members = {}, required = [] }: ReadObject): Schema {
  return {
    type: "object",
    required,
    properties: {
      ...properties(
        Object.entries(members).filter(([name]) => required.includes(name)),
        readSchema,
      ),
      ...properties(
        Object.entries(members).filter(([name]) => !required.includes(name)),
        (form) => nullable(readSchema(form)),
      ),
    },
  };
}

function readSchema(form: ReadForm): Schema {
  switch (form.type) {
    case "object":
      return objectSchema(form);
    case "array":
      return { type: "array", items: readSchema(form.items) };
    case "string":
    case "boolean":
    case "number":
      return form;
  }
}
