package web

import "net/url"

// The addresses of the pages. None carries an answer or a secret.

func quizAddress(quiz string) string { return "/quizzes/" + url.PathEscape(quiz) }

func planAddress(quiz string) string { return quizAddress(quiz) + "/plan" }

func setAddress(quiz, set string) string { return quizAddress(quiz) + "/sets/" + url.PathEscape(set) }

func checkAddress(quiz, set string) string { return setAddress(quiz, set) + "/check" }

func stepAddress(quiz, step string) string {
	return quizAddress(quiz) + "/steps/" + url.PathEscape(step)
}

// changing on a question's address says that the person changes one answer, and returns to the check page.
const changing = "?change=1"

func questionAddress(quiz, set, question string, change bool) string {
	address := setAddress(quiz, set) + "/" + url.PathEscape(question)
	if change {
		return address + changing
	}
	return address
}
