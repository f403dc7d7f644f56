// A portal with two MCP servers. Pulumi.yaml lists the configuration.
package main

import (
	"pulumi-cloudflare-mcp/sdk/go/cloudflaremcp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		// The program chooses the ids in the account, so a replacement has to delete first.
		deleteFirst := pulumi.DeleteBeforeReplace(true)

		handbook, err := cloudflaremcp.NewMcpServer(ctx, "handbook", &cloudflaremcp.McpServerArgs{
			Name:     pulumi.String("Handbook"),
			Hostname: pulumi.String(settings.Require("handbookUrl")),
			AuthType: cloudflaremcp.AuthTypeUnauthenticated,
		}, deleteFirst)
		if err != nil {
			return err
		}

		tickets, err := cloudflaremcp.NewMcpServer(ctx, "tickets", &cloudflaremcp.McpServerArgs{
			Name:            pulumi.String("Tickets"),
			Hostname:        pulumi.String(settings.Require("ticketsUrl")),
			AuthType:        cloudflaremcp.AuthTypeBearer,
			AuthCredentials: settings.RequireSecret("ticketsToken"),
		}, deleteFirst)
		if err != nil {
			return err
		}

		team, err := cloudflaremcp.NewMcpPortal(ctx, "team", &cloudflaremcp.McpPortalArgs{
			Name:     pulumi.String("Team tools"),
			Hostname: pulumi.String(settings.Require("portalHost")),
			CodeMode: cloudflaremcp.CodeModeOff,
			Servers: cloudflaremcp.McpPortalServerArray{
				cloudflaremcp.McpPortalServerArgs{Server: handbook.ID()},
				// These two tools only, even if the server offers more.
				cloudflaremcp.McpPortalServerArgs{
					Server: tickets.ID(),
					Tools:  pulumi.StringArray{pulumi.String("list_tickets"), pulumi.String("add_comment")},
				},
			},
		}, deleteFirst)
		if err != nil {
			return err
		}

		// Where clients connect.
		ctx.Export("url", team.Url)
		ctx.Export("tools", tickets.Tools)
		return nil
	})
}
