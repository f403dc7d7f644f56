"""A portal with two MCP servers. Pulumi.yaml lists the configuration."""

import pulumi
import pulumi_cloudflare_mcp as cloudflare_mcp

config = pulumi.Config()

# The program chooses the ids in the account, so a replacement has to delete first.
delete_first = pulumi.ResourceOptions(delete_before_replace=True)

handbook = cloudflare_mcp.McpServer(
    "handbook",
    name="Handbook",
    hostname=config.require("handbookUrl"),
    auth_type=cloudflare_mcp.AuthType.UNAUTHENTICATED,
    opts=delete_first,
)

tickets = cloudflare_mcp.McpServer(
    "tickets",
    name="Tickets",
    hostname=config.require("ticketsUrl"),
    auth_type=cloudflare_mcp.AuthType.BEARER,
    auth_credentials=config.require_secret("ticketsToken"),
    opts=delete_first,
)

team = cloudflare_mcp.McpPortal(
    "team",
    name="Team tools",
    hostname=config.require("portalHost"),
    code_mode=cloudflare_mcp.CodeMode.OFF,
    servers=[
        {"server": handbook.id},
        # These two tools only, even if the server offers more.
        {"server": tickets.id, "tools": ["list_tickets", "add_comment"]},
    ],
    opts=delete_first,
)

# Where clients connect.
pulumi.export("url", team.url)
pulumi.export("tools", tickets.tools.apply(lambda tools: [tool["name"] for tool in tools]))
