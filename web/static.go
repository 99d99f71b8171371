package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

//go:embed static/*
var staticFiles embed.FS

// asset is a file of ours, as it is and packed.
type asset struct {
	name   string // NAME-HASH.EXT, so that it can be kept for ever
	kind   string
	body   []byte
	zipped []byte
}

// assets are the files of static/ by their plain names.
type assets map[string]asset

func readAssets() (assets, error) {
	all := assets{}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		all[path.Base(name)], err = newAsset(path.Base(name), body)
		return err
	})
	return all, err
}

func newAsset(name string, body []byte) (asset, error) {
	kinds := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml; charset=utf-8", ".json": "application/speculationrules+json",
	}
	ext := path.Ext(name)
	if kinds[ext] == "" {
		return asset{}, fmt.Errorf("static/%s: no media type is known for %q", name, ext)
	}
	packed, err := zipped(body)
	if err != nil {
		return asset{}, err
	}
	hash := sha256.Sum256(body)
	return asset{
		name: strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(hash[:6]) + ext,
		kind: kinds[ext], body: body, zipped: packed,
	}, nil
}

// url returns the address of an asset. A name that is not there is a mistake in a template.
func (a assets) url(name string) (string, error) {
	found, ok := a[name]
	if !ok {
		return "", fmt.Errorf("no asset is called %q", name)
	}
	return "/static/" + found.name, nil
}

// static serves exactly the embedded files.
func (s *Server) static(c echo.Context) error {
	for _, a := range s.assets {
		if a.name != c.Param("file") {
			continue
		}
		h := c.Response().Header()
		h.Set("Cache-Control", immutable)
		if takesZipped(c) {
			return c.Blob(http.StatusOK, a.kind, a.zipped)
		}
		return c.Blob(http.StatusOK, a.kind, a.body)
	}
	return errNoPage
}

// zipped packs a body once and as small as it gets.
func zipped(body []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// takesZipped reports whether the browser takes a packed body, and says in the headers that what follows depends on that.
func takesZipped(c echo.Context) bool {
	h := c.Response().Header()
	h.Add("Vary", "Accept-Encoding")
	takes := strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip")
	if takes {
		h.Set("Content-Encoding", "gzip")
	}
	return takes
}
