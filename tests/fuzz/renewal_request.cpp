// What a node sends to have its certificate renewed, as the CA reads it; what a CA answers, as the node reads it; and
// the certificate request inside, which bytes that are not signed never reach.

#include <openssl/err.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "collector/ca/renewal.hpp"
#include "platform/tls/renewal_request.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "tests/unit/collector/ca/requests.hpp"

namespace {

using namespace magpie;
using namespace magpie::collector;

// The seeds are of this CA and this node, until 2053. The CA's keys are gone.
constexpr const char* root_pem = R"(-----BEGIN CERTIFICATE-----
MIIBYzCCAQmgAwIBAgIQa6Adbvbrorrafrzty7EGcDAKBggqhkjOPQQDAjAPMQ0w
CwYDVQQDDARyb290MCAXDTI1MTIyMjAwMDAwMFoYDzIwNTMwNTE5MDAwMDAwWjAP
MQ0wCwYDVQQDDARyb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7gTDTX1x
UL/PyktA8HpRlSlT3sB7EeHDdlTX13o3SOM91kSfr+6Xyw9ddrfWwquXE9FPKBzi
cALtX641wyc9oqNFMEMwEgYDVR0TAQH/BAgwBgEB/wIBATAOBgNVHQ8BAf8EBAMC
AQYwHQYDVR0OBBYEFJbwEXR4kU3vTIDs5oJl8B0KGyayMAoGCCqGSM49BAMCA0gA
MEUCIDpIdqilamRpwAgLRnsvI+Q5zLZn0Ykd1w6bV4YniKRzAiEAppWk+V1ZjR9o
hta61QFpCQK93CamPiD/J1maqMfb42U=
-----END CERTIFICATE-----
)";
constexpr const char* issuing_pem = R"(-----BEGIN CERTIFICATE-----
MIIBhzCCAS2gAwIBAgIQdPu0NzY5F+41nZV4Iagy4DAKBggqhkjOPQQDAjAPMQ0w
CwYDVQQDDARyb290MCAXDTI1MTIyMjAwMDAwMFoYDzIwNTMwNTE5MDAwMDAwWjAS
MRAwDgYDVQQDDAdpc3N1aW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEIR9W
PXiY2Z/mIXIYPvhUNmYBxHYvzU7A+JxoO4H4mkZ1olzvMqcW+OvyFkKKm3LtyVFV
WpzzOQMk9DNdYRyiBKNmMGQwEgYDVR0TAQH/BAgwBgEB/wIBADAOBgNVHQ8BAf8E
BAMCAQYwHQYDVR0OBBYEFMBx2jJkWgznONZsqQct+KI4COYdMB8GA1UdIwQYMBaA
FJbwEXR4kU3vTIDs5oJl8B0KGyayMAoGCCqGSM49BAMCA0gAMEUCIQCHDQm1FoXe
LQLbMyk3xtibv6LEIRN6xDnOqZ+zgxi2ogIgdtIjHlMXM/GRHPo7/FHA9ISzNrMR
jDbaT8IThk075vs=
-----END CERTIFICATE-----
)";
constexpr const char* node_certificate_pem = R"(-----BEGIN CERTIFICATE-----
MIIBmDCCAT6gAwIBAgIQeqrLSn2RN0wiZzJm8DnZkTAKBggqhkjOPQQDAjASMRAw
DgYDVQQDDAdpc3N1aW5nMCAXDTI1MTIzMTAwMDAwMFoYDzIwNTMwNTE5MDAwMDAw
WjARMQ8wDQYDVQQDDAZwb2xlLTcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATj
amNR8epxMc571MQkPnUnS0/opecVpSAbMTWPNTGDYHvFBtEel1bJBFAUhRx5WvlR
0QKW1sp6U8Fgy9FKcO2Uo3UwczAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH
gDATBgNVHSUEDDAKBggrBgEFBQcDAjAdBgNVHQ4EFgQUCjQZSO8OgawwklQScZJ4
80/8+lYwHwYDVR0jBBgwFoAUwHHaMmRaDOc41mypBy34ojgI5h0wCgYIKoZIzj0E
AwIDSAAwRQIgUtKnHtLF/wCA+WkEKqujswRolz5lKrhAFVMpoeotrW4CIQCwtpC6
nDZd36VMkXA/kXqV/2buh3DL4kt/WkOPJkuKmg==
-----END CERTIFICATE-----
)";
constexpr const char* node_key_pem = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxQ/2sFJNBhnVfG26
XHQQA40pN3Z1W2OyC3DVebOfFIWhRANCAATjamNR8epxMc571MQkPnUnS0/opecV
pSAbMTWPNTGDYHvFBtEel1bJBFAUhRx5WvlR0QKW1sp6U8Fgy9FKcO2U
-----END PRIVATE KEY-----
)";

/// The CA, the node, and the node's files, for as long as the process lasts.
struct Town {
    Town() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-fuzz-XXXXXX";
        directory = ::mkdtemp(pattern.data());
        files = {write("ca.crt", root_pem), write("node.crt", node_certificate_pem), write("node.key", node_key_pem)};
    }
    Town(const Town&) = delete;
    Town& operator=(const Town&) = delete;
    ~Town() { std::filesystem::remove_all(directory); }

    [[nodiscard]] std::string write(const char* name, const char* text) const {
        std::ofstream(directory / name) << text;
        return directory / name;
    }

    std::filesystem::path directory;
    mqtt::TlsFiles files;
    tls::Certificate root = std::move(tls::certificates_in(root_pem).front());
    tls::Certificate issuing = std::move(tls::certificates_in(issuing_pem).front());
    ca::Held node{std::move(tls::certificates_in(node_certificate_pem).front()), tls::private_key_in(node_key_pem)};
};

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;
    static const Town town;
    constexpr Now now{Monotonic{}, UtcMs{std::chrono::seconds(1'767'225'600)}, true};

    const auto judged = [&](std::string_view der) {
        const auto verdict = ca::judge_renewal(der, {town.root.get(), town.issuing.get()}, now.wall);
        require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");
        if (verdict) {
            require(verdict->name == "pole-7", "who asks has signed");
            require(verdict->key != nullptr, "and has a key");
        } else {
            require(!verdict.error().sentence.empty(), "a refusal has a reason");
        }
    };
    judged(bytes);
    judged(ca::signed_by(town.node, bytes));

    const auto chain = tls::accept_renewal(bytes, node_key_pem, town.files, now);
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");
    require(chain ? !tls::certificates_in(*chain).empty() : !chain.error().empty(), "a chain, or why not");
}
