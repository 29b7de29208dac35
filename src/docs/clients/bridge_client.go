// Sends one update to a Core-Bucket Bridge, and checks the receipt. Needs Go 1.19, nothing else.
//
// Usage: go build bridge_client.go && ./bridge_client FILE        FILE holds the data, a JSON object; - is standard input.
//
// The environment says the rest:
//
//	BRIDGE_URL         like https://bridge.example
//	BRIDGE_MODULE      the module that sends
//	BRIDGE_KEY         the file of its private key (PEM)
//	BRIDGE_TOKEN_FILE  the file of its token
//	BRIDGE_SESSION     the id of an update of which it is not known whether it is stored; else a new one
//	SSL_CERT_FILE      the authority to trust over TLS (PEM); else what this host trusts
//
// Exit codes: 0 it is in the ledger, and the receipt holds; 1 the bridge refuses it, or the receipt does not hold;
// 64 usage; 69 it is not known whether it is stored: run it again with the BRIDGE_SESSION that is named then.
package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math"
	mathrand "math/rand"
	"net/http"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

const (
	patience = 120 * time.Second // for all attempts; a timestamp is fresh for 300 s
	timeout  = 15 * time.Second  // for one attempt
)

// A refusal means that the bridge will never take this update, or that its receipt does not hold.
type refusal struct{ reason string }

func (r refusal) Error() string { return r.reason }

// Client sends the updates of one module.
type Client struct {
	URL, Module, Token string
	Key                *rsa.PrivateKey
}

// Receipt says where an update is in the ledger.
type Receipt struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Canonical is what is signed: exactly what Python's json.dumps(value, sort_keys=True) gives. The value was decoded with UseNumber.
func Canonical(value any) string {
	switch v := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		sort.Strings(keys) // UTF-8 sorts by code point
		members := make([]string, len(keys))
		for i, key := range keys {
			members[i] = text(key) + ": " + Canonical(v[key])
		}
		return "{" + strings.Join(members, ", ") + "}"
	case []any:
		elements := make([]string, len(v))
		for i, element := range v {
			elements[i] = Canonical(element)
		}
		return "[" + strings.Join(elements, ", ") + "]"
	case string:
		return text(v)
	case json.Number:
		return number(v.String())
	case bool:
		return strconv.FormatBool(v)
	default:
		return "null"
	}
}

func text(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch short := strings.IndexRune("\b\f\n\r\t\"\\", r); {
		case short >= 0:
			b.WriteString(`\` + `bfnrt"\`[short:short+1])
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	return b.String() + `"`
}

func number(digits string) string {
	if !strings.ContainsAny(digits, ".eE") {
		if digits == "-0" {
			return "0"
		}
		return digits
	}
	f, _ := strconv.ParseFloat(digits, 64)
	scientific := strconv.FormatFloat(f, 'e', -1, 64)
	exponent, _ := strconv.Atoi(scientific[strings.IndexByte(scientific, 'e')+1:])
	if f != 0 && (exponent < -4 || exponent >= 16) {
		return scientific
	}
	plain := strconv.FormatFloat(f, 'f', -1, 64)
	if f == math.Trunc(f) {
		plain += ".0"
	}
	return plain
}

// Send sends an update until its receipt is in hand.
func (c *Client) Send(data any, session string) (Receipt, error) {
	// These bytes stay the same for each attempt: under its Idempotency-Key an update is stored once.
	signed := Canonical(map[string]any{
		"module": c.Module, "session_id": session, "timestamp": time.Now().UTC().Format("2006-01-02T15:04:05Z"), "data": data,
	})
	digest := sha256.Sum256([]byte(signed))
	raw, err := rsa.SignPKCS1v15(rand.Reader, c.Key, crypto.SHA256, digest[:])
	if err != nil {
		return Receipt{}, refusal{err.Error()}
	}
	signature := base64.StdEncoding.EncodeToString(raw)
	body := fmt.Sprintf(`{"payload": %s, "signature": "%s", "nonce": "%s"}`, signed, signature, random())
	answer, err := c.untilAnswered("POST", "/core/update", body, session)
	if errors.As(err, new(refusal)) && strings.Contains(err.Error(), `"replay_detected"`) {
		answer, err = c.untilAnswered("GET", "/bucket/receipts/"+session, "", "") // it arrived earlier, under another signature
	}
	if err != nil {
		return Receipt{}, err
	}
	var recorded struct{ Receipt Receipt }
	if err := json.Unmarshal(answer, &recorded); err != nil {
		return Receipt{}, refusal{err.Error()}
	}
	return recorded.Receipt, c.check(recorded.Receipt, session, data)
}

var hash = regexp.MustCompile(`"hash": "[0-9a-f]{64}", `)

// check requires that the ledger has this update as the entry that the receipt names.
func (c *Client) check(receipt Receipt, session string, data any) error {
	line, err := c.untilAnswered("GET", "/bucket/entries/"+strconv.FormatInt(receipt.Seq, 10), "", "")
	if err != nil {
		return err
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	unhashed := line
	if at := hash.FindIndex(line); at != nil {
		unhashed = append(append([]byte{}, line[:at[0]]...), line[at[1]:]...)
	}
	digest := sha256.Sum256(unhashed)
	var entry struct {
		Session string `json:"session_id"`
		Payload struct{ Data any }
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	err = decoder.Decode(&entry)
	same := err == nil && entry.Session == session && Canonical(entry.Payload.Data) == Canonical(data)
	if !same || hex.EncodeToString(digest[:]) != receipt.Hash {
		return refusal{fmt.Sprintf("entry %d of the ledger is not what the receipt names", receipt.Seq)}
	}
	return nil
}

// untilAnswered asks again, later and later, while the bridge can't be reached or can't answer now.
func (c *Client) untilAnswered(method, path, body, session string) ([]byte, error) {
	end := time.Now().Add(patience)
	for pause := 500 * time.Millisecond; ; pause = min(2*pause, 20*time.Second) {
		content, wanted, err := c.ask(method, path, body, session)
		if err == nil || errors.As(err, new(refusal)) {
			return content, err
		}
		wait := time.Duration(float64(pause) * (0.5 + mathrand.Float64()))
		if seconds, bad := strconv.Atoi(wanted); bad == nil {
			wait = time.Duration(seconds) * time.Second
		}
		if time.Now().Add(wait).After(end) {
			return nil, err
		}
		time.Sleep(wait)
	}
}

func min(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}

// ask makes one attempt. An error that is no refusal leaves open whether it arrived.
func (c *Client) ask(method, path, body, session string) (content []byte, retryAfter string, err error) {
	request, err := http.NewRequest(method, c.URL+path, strings.NewReader(body))
	if err != nil {
		return nil, "", refusal{err.Error()}
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	if session != "" {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", session)
	}
	answer, err := (&http.Client{Timeout: timeout}).Do(request)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	content, err = io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode == http.StatusOK {
		return content, "", err
	}
	trouble := fmt.Sprintf("%d %s", answer.StatusCode, content)
	if answer.StatusCode < 500 && answer.StatusCode != http.StatusTooManyRequests {
		return nil, "", refusal{trouble}
	}
	return nil, answer.Header.Get("Retry-After"), errors.New(trouble)
}

func random() string {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		panic(err)
	}
	return hex.EncodeToString(id)
}

func privateKey(file string) (*rsa.PrivateKey, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, errors.New(file + " is no PEM file")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, errors.New(file + " holds no RSA key")
}

func read(file string) (any, error) {
	in := os.Stdin
	if file != "-" {
		var err error
		if in, err = os.Open(file); err != nil {
			return nil, err
		}
		defer in.Close()
	}
	decoder := json.NewDecoder(in)
	decoder.UseNumber()
	var data any
	err := decoder.Decode(&data)
	return data, err
}

func open() (*Client, error) {
	for _, name := range []string{"BRIDGE_URL", "BRIDGE_MODULE", "BRIDGE_KEY", "BRIDGE_TOKEN_FILE"} {
		if os.Getenv(name) == "" {
			return nil, errors.New(name + " is not set")
		}
	}
	token, err := os.ReadFile(os.Getenv("BRIDGE_TOKEN_FILE"))
	if err != nil {
		return nil, err
	}
	key, err := privateKey(os.Getenv("BRIDGE_KEY"))
	url := strings.TrimRight(os.Getenv("BRIDGE_URL"), "/")
	return &Client{url, os.Getenv("BRIDGE_MODULE"), strings.TrimSpace(string(token)), key}, err
}

func say(code int, words ...any) {
	fmt.Fprintln(os.Stderr, append([]any{"bridge_client:"}, words...)...)
	os.Exit(code)
}

func main() {
	if len(os.Args) != 2 {
		say(64, "usage: bridge_client FILE")
	}
	client, err := open()
	if err != nil {
		say(64, err)
	}
	data, err := read(os.Args[1])
	if err != nil {
		say(64, err)
	}
	session := os.Getenv("BRIDGE_SESSION")
	if session == "" {
		session = random()
	}
	receipt, err := client.Send(data, session)
	if errors.As(err, new(refusal)) {
		say(1, "refused:", err)
	} else if err != nil {
		say(69, "not known whether it is stored:", err, "\nRun it again with BRIDGE_SESSION="+session)
	}
	fmt.Printf("entry %d %s\n", receipt.Seq, receipt.Hash)
}
