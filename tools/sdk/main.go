// Generates an SDK from the plugin's schema, as `pulumi package gen-sdk` does where the language's own host can; or the
// TypeScript that `pulumi import` writes for resources, given as JSON.
//
//	go run . go SCHEMA FOLDER
//	go run . nodejs SCHEMA FOLDER
//	go run . import SCHEMA RESOURCES.json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/blang/semver"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/pkg/v3/importer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(what, schemaFile, target string) error {
	var spec schema.PackageSpec
	if err := read(schemaFile, &spec); err != nil {
		return err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	switch what {
	case "go":
		files, err := gogen.GeneratePackage("pulumi", pkg, nil)
		if err != nil {
			return err
		}
		return write(files, target)
	case "nodejs":
		files, err := nodejs.GeneratePackage("pulumi", pkg, nil, nil, false, only{pkg})
		if err != nil {
			return err
		}
		return write(files, target)
	default:
		return writeProgram(pkg, target)
	}
}

// A resource as it was imported.
type imported struct {
	Type, Name, ID string
	Inputs         map[string]any
}

func writeProgram(pkg *schema.Package, file string) error {
	var given []imported
	if err := read(file, &given); err != nil {
		return err
	}
	names := importer.NameTable{}
	providerType := tokens.Type("pulumi:providers:" + pkg.Name)
	provider := resource.NewURN("dev", "project", "", providerType, "default")
	snapshot := []*resource.State{{Type: providerType, URN: provider, Custom: true, ID: "id"}}
	var states []*resource.State
	for _, each := range given {
		urn := resource.NewURN("dev", "project", "", tokens.Type(each.Type), each.Name)
		names[urn] = each.Name
		states = append(states, &resource.State{
			Type: tokens.Type(each.Type), URN: urn, Custom: true, ID: resource.ID(each.ID),
			Inputs: resource.NewPropertyMapFromMap(each.Inputs), Protect: true, Provider: string(provider) + "::id",
		})
	}
	snapshot = append(snapshot, states...)
	generate := func(to io.Writer, program *pcl.Program) error {
		files, diagnostics, err := nodejs.GenerateProgram(program)
		if err != nil {
			return err
		}
		if diagnostics.HasErrors() {
			return diagnostics
		}
		_, err = to.Write(files["index.ts"])
		return err
	}
	return importer.GenerateLanguageDefinitions(os.Stdout, only{pkg}, generate, states, snapshot, names)
}

// only loads the one package that there is.
type only struct{ pkg *schema.Package }

func (one only) LoadPackage(string, *semver.Version) (*schema.Package, error) { return one.pkg, nil }

func (one only) LoadPackageV2(context.Context, *schema.PackageDescriptor) (*schema.Package, error) {
	return one.pkg, nil
}

func (one only) LoadPackageReference(string, *semver.Version) (schema.PackageReference, error) {
	return one.pkg.Reference(), nil
}

func (one only) LoadPackageReferenceV2(context.Context, *schema.PackageDescriptor) (schema.PackageReference, error) {
	return one.pkg.Reference(), nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func write(files map[string][]byte, folder string) error {
	for name, content := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
