/**
 * `pulumi preview --policy-pack <this folder> --policy-pack-config <a JSON file>`. The file says which hosts are allowed:
 * `{ "mcp-server-host-allowed": { "hosts": ["*.example.com"] } }`
 */
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("cloudflare-mcp", { enforcementLevel: "mandatory", policies });
