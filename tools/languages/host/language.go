package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const generator = "pulumi"

// language is what differs between the languages.
type language struct {
	// command starts a program in its folder. It is nil where another host runs programs.
	command func(ctx context.Context, folder string) (*exec.Cmd, error)
	// sdk generates the SDK of a package.
	sdk func(pkg *schema.Package, extra map[string][]byte, local map[string]string, loader schema.ReferenceLoader) (map[string][]byte, error)
	// program generates a program.
	program func(program *pcl.Program) (map[string][]byte, hcl.Diagnostics, error)
}

var languages = map[string]language{
	"python": {
		command: func(ctx context.Context, folder string) (*exec.Cmd, error) {
			runner := filepath.Join(filepath.Dir(os.Args[0]), "runPython.py")
			interpreter := filepath.Join(os.Getenv("VIRTUAL_ENV"), "bin", "python3")
			return exec.CommandContext(ctx, interpreter, "-u", runner, folder), nil
		},
		sdk: func(pkg *schema.Package, extra map[string][]byte, _ map[string]string, loader schema.ReferenceLoader) (map[string][]byte, error) {
			return python.GeneratePackage(generator, pkg, extra, loader)
		},
		program: python.GenerateProgram,
	},
	"go": {
		command: func(ctx context.Context, folder string) (*exec.Cmd, error) {
			binary := filepath.Join(os.TempDir(), "pulumi-program-"+filepath.Base(folder))
			build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
			build.Dir, build.Stdout, build.Stderr = folder, os.Stdout, os.Stderr
			return exec.CommandContext(ctx, binary), build.Run()
		},
		sdk: func(pkg *schema.Package, _ map[string][]byte, local map[string]string, _ schema.ReferenceLoader) (map[string][]byte, error) {
			return gogen.GeneratePackage(generator, pkg, local)
		},
		program: gogen.GenerateProgram,
	},
	"nodejs": {
		sdk: func(pkg *schema.Package, extra map[string][]byte, local map[string]string, loader schema.ReferenceLoader) (map[string][]byte, error) {
			return nodejs.GeneratePackage(generator, pkg, extra, local, false, loader)
		},
		program: nodejs.GenerateProgram,
	},
}
