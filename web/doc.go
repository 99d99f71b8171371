// Package web is every page of the product: Echo over a quiz.Service. Each page is a struct, a template and
// a small file named like its URL. Handlers return errors; errors.go alone turns them into pages.
// Everything works without a script, and nothing is fetched from anyone else.
package web
