/**
 * A policy pack: run `pulumi preview --policy-pack <this folder> --policy-pack-config <a JSON file>`.
 *
 * The JSON file lists the allowed hosts: `{ "mcp-server-host-allowed": { "hosts": ["*.example.com"] } }`
 */
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("cloudflare-mcp", { enforcementLevel: "mandatory", policies });
