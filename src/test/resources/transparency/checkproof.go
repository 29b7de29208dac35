// Checks a .tlog-proof of a ledger's entry by Go's own packages alone.
// Usage: checkproof PROOF LINE-FILE VKEY
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	proof, line := read(os.Args[1]), bytes.TrimSuffix(read(os.Args[2]), []byte("\n"))
	head, signed, found := strings.Cut(string(proof), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		log.Fatal("not a proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err)
	var path tlog.RecordProof
	for _, hash := range lines[2:] {
		path = append(path, decode(hash))
	}
	verifier, err := note.NewVerifier(os.Args[3])
	check(err)
	checkpoint, err := note.Open([]byte(signed), note.VerifierList(verifier))
	check(err)
	text := strings.Split(checkpoint.Text, "\n")
	size, err := strconv.ParseInt(text[1], 10, 64)
	check(err)
	// The leaf is the entry's hash: that of its line without the member that states it.
	entry := sha256.Sum256(regexp.MustCompile(`"hash": "[0-9a-f]{64}", `).ReplaceAll(line, nil))
	check(tlog.CheckRecord(path, size, decode(text[2]), index, tlog.RecordHash(entry[:])))
	fmt.Printf("leaf %d of %d of %s\n", index, size, text[0])
}

func decode(text string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	check(err)
	copy(hash[:], bytes)
	return hash
}

func read(name string) []byte {
	content, err := os.ReadFile(name)
	check(err)
	return content
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
