package main

import (
	"fmt"
	"os"
)

var passed, failed int

func check(title string, holds bool) {
	if holds {
		passed++
		fmt.Println("ok     ", title)
	} else {
		failed++
		fmt.Println("FAILED ", title)
	}
}

func closingLine() {
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
