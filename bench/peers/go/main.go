// The same job in a few lines of Go: its standard library's server, as the Go original uses it.
package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	body := []byte("Under maintenance")
	answer := func(writer http.ResponseWriter, request *http.Request) {
		header := writer.Header()
		header.Set("Content-Type", "text/plain; charset=utf-8")
		header.Set("Retry-After", "300")
		header.Set("Cache-Control", "no-store")
		writer.WriteHeader(http.StatusServiceUnavailable)
		writer.Write(body)
	}
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(answer)))
}
