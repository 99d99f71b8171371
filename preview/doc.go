// Package preview shows an author the quiz that they edit: the real pages, beside the problems of the files, the plan that the answers so
// far would give and why, and what the tests have shown of each line. Only this machine may reach it.
//
//	server.go   the routes, and who may reach them
//	key.go      that others who use this machine may not
//	quizzes.go  what is known of the folders now, and who waits to be told
//	latest.go   attempts go on with the newest version
//	clock.go    a clock that can be set
//	persona.go  people of the author's tests
//	plan.go     the plan now, and why
//	lines.go    files with what the tests have shown, and what is wrong
//	static/     the page around the pages
package preview
