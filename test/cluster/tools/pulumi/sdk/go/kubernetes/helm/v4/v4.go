// Package v4 has the argument types of the provider's Helm component, which the tests do not use.
package v4

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// PostRenderer is a program that a chart's manifests go through.
type PostRenderer struct {
	Args    []string `pulumi:"args"`
	Command string   `pulumi:"command"`
}

// PostRendererInput is a PostRenderer that may be known later.
type PostRendererInput interface{ pulumi.Input }

// RepositoryOpts says where a chart comes from.
type RepositoryOpts struct {
	CaFile   pulumi.AssetOrArchive `pulumi:"caFile"`
	CertFile pulumi.AssetOrArchive `pulumi:"certFile"`
	KeyFile  pulumi.AssetOrArchive `pulumi:"keyFile"`
	Password *string               `pulumi:"password"`
	Repo     *string               `pulumi:"repo"`
	Username *string               `pulumi:"username"`
}

// RepositoryOptsInput is a RepositoryOpts that may be known later.
type RepositoryOptsInput interface{ pulumi.Input }
