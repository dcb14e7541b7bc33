// Command orders takes orders.
package main

import (
	"shop.example/services/internal/app"
	"shop.example/services/internal/orders"
)

func main() { app.Main(orders.Keys, orders.Start) }
