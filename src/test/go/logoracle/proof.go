package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// proof verifies a .tlog-proof of a ledger's entry, whose line is in a file of its own.
func proof(args []string) error {
	file, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	line, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	head, signed, found := strings.Cut(string(file), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("not a proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	path, err := parseHashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := checkpoint([]byte(signed), args[2])
	if err != nil {
		return err
	}
	// The leaf is the entry's hash: that of its line without the member that states it.
	line = bytes.TrimSuffix(line, []byte("\n"))
	entry := sha256.Sum256(regexp.MustCompile(`"hash": "[0-9a-f]{64}", `).ReplaceAll(line, nil))
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(entry[:])); err != nil {
		return err
	}
	fmt.Printf("leaf %d of %d\n", index, tree.N)
	return nil
}
