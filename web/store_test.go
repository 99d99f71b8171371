package web_test

import (
	"testing"

	"waymark/quiz"
)

func openStore(testing.TB) quiz.Store { return newMemstore() }
