// Command forward gives a server in the node's network a port on the machine's loopback interface. It listens where it
// is started and connects in the network of another process.
package main

import (
	"flag"
	"io"
	"log"
	"net"
	"runtime"

	"github.com/vishvananda/netns"
)

func main() {
	listen := flag.String("listen", "", "address of this network to listen at")
	target := flag.String("target", "", "address of the other network to connect to")
	network := flag.String("network", "", "file of the other network, such as /proc/1/ns/net")
	flag.Parse()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	other, err := netns.GetFromPath(*network)
	if err != nil {
		log.Fatalf("open network %s: %v", *network, err)
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go forward(client, other, *target)
	}
}

func forward(client net.Conn, other netns.NsHandle, target string) {
	defer client.Close()
	server, err := dial(other, target)
	if err != nil {
		log.Print(err)
		return
	}
	defer server.Close()
	go pipe(server, client)
	pipe(client, server)
}

// dial connects in the other network. A socket stays in the network of the thread that made it, and that thread is left
// to end with this goroutine: it is never unlocked.
func dial(other netns.NsHandle, target string) (net.Conn, error) {
	type result struct {
		connection net.Conn
		err        error
	}
	done := make(chan result)
	go func() {
		runtime.LockOSThread()
		if err := netns.Set(other); err != nil {
			done <- result{err: err}
			return
		}
		connection, err := net.Dial("tcp", target)
		done <- result{connection, err}
	}()
	dialled := <-done
	return dialled.connection, dialled.err
}

// pipe copies to the end of one direction, and says so to the other side: the other direction may go on.
func pipe(to, from net.Conn) {
	// An error here is an end like any other: the one who reads sees it.
	_, _ = io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
