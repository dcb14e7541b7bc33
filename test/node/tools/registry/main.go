// Command registry is a registry that stands for all registries: an image is pushed as HOST/NAME, and who pulls NAME from
// HOST gets it here. containerd says in the query whose mirror it takes this for.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	listen := flag.String("listen", "", "address to serve at")
	folder := flag.String("folder", "", "where the layers are kept")
	flag.Parse()
	if err := os.MkdirAll(*folder, 0o755); err != nil {
		log.Fatal(err)
	}
	quiet := registry.Logger(log.New(os.Stderr, "", log.LstdFlags))
	images := registry.New(registry.WithBlobHandler(registry.NewDiskBlobHandler(*folder)), quiet)
	log.Fatal(http.ListenAndServe(*listen, mirror(images)))
}

// mirror puts the host that containerd means before the name that it asks for. A push names it itself.
func mirror(images http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.URL.Query().Get("ns")
		if rest, ok := strings.CutPrefix(r.URL.Path, "/v2/"); ok && host != "" && rest != "" {
			r.URL.Path = "/v2/" + repositoryHost(host) + "/" + rest
		}
		images.ServeHTTP(w, r)
	})
}

// repositoryHost is a host as it may stand in the name of a repository, which takes no colon.
func repositoryHost(host string) string {
	return strings.ReplaceAll(host, ":", "_")
}
