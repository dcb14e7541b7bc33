// Command log writes every event.
package main

import (
	"shop.example/services/internal/app"
	"shop.example/services/internal/consumers"
)

func main() { app.Main(nil, consumers.Start(consumers.Log)) }
