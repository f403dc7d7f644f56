// Command host is a small Pulumi language host for Python and Go, and the code generator for Node.js.
//
// The official hosts come with an installed Pulumi and cannot be built from a Go module. This one serves what the tests
// need: it runs programs, and it generates SDKs and programs with the code that the official hosts run. Its file name says
// which language it is: pulumi-language-python, pulumi-language-go or pulumi-language-nodejs.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "pulumi-language-")
	chosen, ok := languages[name]
	if !ok {
		return fmt.Errorf("there is no language %q", name)
	}
	cancel := make(chan bool)
	// The engine holds the other end of stdin: it closes here however the engine dies.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(cancel)
	}()
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{language: chosen, engine: os.Args[len(os.Args)-1]})
			return nil
		},
		Options: rpcutil.OpenTracingServerInterceptorOptions(nil),
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}
