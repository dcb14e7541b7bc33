// Command notification tells users about their orders.
package main

import (
	"shop.example/services/internal/app"
	"shop.example/services/internal/consumers"
)

func main() { app.Main(nil, consumers.Start(consumers.Notify)) }
