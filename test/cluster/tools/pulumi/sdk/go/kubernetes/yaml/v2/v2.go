// Package v2 has what the provider's YAML components call.
package v2

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type anyObject struct {
	pulumi.CustomResourceState

	APIVersion pulumi.StringOutput `pulumi:"apiVersion"`
	Kind       pulumi.StringOutput `pulumi:"kind"`
	Metadata   pulumi.AnyOutput    `pulumi:"metadata"`
}

// RegisterResource registers an object of any kind.
func RegisterResource(
	ctx *pulumi.Context, apiVersion, kind, name string, props pulumi.Input, opts ...pulumi.ResourceOption,
) (pulumi.CustomResource, error) {
	group := apiVersion
	if !strings.Contains(apiVersion, "/") {
		group = "core/" + apiVersion
	}
	if group == "core/v1" && kind == "Secret" {
		opts = append(opts, pulumi.AdditionalSecretOutputs([]string{"data", "stringData"}))
	}
	object := &anyObject{}
	if err := ctx.RegisterResource("kubernetes:"+group+":"+kind, name, props, object, opts...); err != nil {
		return nil, err
	}
	return object, nil
}
