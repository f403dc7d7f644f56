//go:build tools

// Package tools names the command that this module builds, so that go.mod and go.sum pin it and all it needs.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
