// Command users knows who the users are.
package main

import (
	"shop.example/services/internal/app"
	"shop.example/services/internal/users"
)

func main() { app.Main(users.Keys, users.Start) }
