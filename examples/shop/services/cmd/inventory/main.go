// Command inventory counts what was ordered.
package main

import (
	"shop.example/services/internal/app"
	"shop.example/services/internal/consumers"
	"shop.example/services/internal/kafka"
)

func main() {
	app.Main(nil, func(a *app.App, settings *kafka.ConsumerSettings) error {
		stock, err := consumers.NewStock()
		if err != nil {
			return err
		}
		return consumers.Start(stock.Handle)(a, settings)
	})
}
