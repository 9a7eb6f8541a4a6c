// An order as a node and a collector read it: the signed bytes, and what is inside, which bytes that are not signed
// never reach; and a record of orders.

#include <openssl/err.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "agent/orders/order_record.hpp"
#include "platform/tls/signed_data.hpp"
#include "platform/tls/signed_order.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;

// The seeds are of this CA and this signer; no clock judges them. The CA's keys are gone.
constexpr const char* root_pem = R"(-----BEGIN CERTIFICATE-----
MIIBjDCCATGgAwIBAgIQRAbNhHqaSVDehOd+HPXMUTAKBggqhkjOPQQDAjAkMSIw
IAYDVQQDDBlNYWdwaWUgcm9vdCBNYXBvIDQ5MjI2MmRmMB4XDTI2MTEyNjA3MjIw
N1oXDTM2MTEyNjA4MjIwN1owJDEiMCAGA1UEAwwZTWFncGllIHJvb3QgTWFwbyA0
OTIyNjJkZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLm+lGIfcSlgEfXoUEun
xsgQRfLe8KRDtLiXan0MhABhfVTztpiOCz8eT0boW7mr0v3J2JVuM56x1Ad+pffP
HWKjRTBDMBIGA1UdEwEB/wQIMAYBAf8CAQEwDgYDVR0PAQH/BAQDAgEGMB0GA1Ud
DgQWBBRI9pl3MrdXAPAIJsBCct18OMfiSjAKBggqhkjOPQQDAgNJADBGAiEA1Ie5
BHpmCWvecWP1NmvaEHz1KobZbuaD1PG9ITfLmvgCIQC40TJTV++Q5DNUcran/Npj
sWYdXsTvbxF/X4tYC7r1iw==
-----END CERTIFICATE-----
)";
constexpr const char* signer_pem = R"(-----BEGIN CERTIFICATE-----
MIIBqDCCAU6gAwIBAgIQaosp/kyaPakZkHNjEuixrzAKBggqhkjOPQQDAjAnMSUw
IwYDVQQDDBxNYWdwaWUgaXNzdWluZyBNYXBvIDQ5MjI2MmRmMB4XDTI2MTEyNjA3
MjIwN1oXDTI3MDIyNDA4MjIwN1owDjEMMAoGA1UEAwwDa2ltMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAExGbhSMx7QKsusCFAxZNPwFnQX1pRrxZpfh6Uv5vxbDqV
SpAfSOu9skxLHR3G5wIffu3/80eoU849Ss1pLW7enqN1MHMwDAYDVR0TAQH/BAIw
ADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwMwHQYDVR0OBBYE
FFWg9/g3z2+II4DXuO4s8Lw4T0pwMB8GA1UdIwQYMBaAFDgDuDq7Bk0z0Lx2KPR1
pufYopSzMAoGCCqGSM49BAMCA0gAMEUCIHL8+I9HObitzwXUqyh2LVJJYLZTkvoA
thJf0UZ7aT36AiEA66A0ixBB/ar3pSTcV5p1V1eQxu0gLxHOMg0NTmayJu8=
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
MIIBrzCCAVWgAwIBAgIQbnIC7j027lSttx30UsqgvTAKBggqhkjOPQQDAjAkMSIw
IAYDVQQDDBlNYWdwaWUgcm9vdCBNYXBvIDQ5MjI2MmRmMB4XDTI2MTEyNjA3MjIw
N1oXDTI4MTEyNTA4MjIwN1owJzElMCMGA1UEAwwcTWFncGllIGlzc3VpbmcgTWFw
byA0OTIyNjJkZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMXyTx/nHNCqAixS
RHhwNwDhgFYCw+qlsm2QnQVJn4TPWaJ7jeLIpHyIxoeWN8dbH48rk78y2Ig9DlNt
MDtGZn6jZjBkMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEGMB0G
A1UdDgQWBBQ4A7g6uwZNM9C8dij0dabn2KKUszAfBgNVHSMEGDAWgBRI9pl3MrdX
APAIJsBCct18OMfiSjAKBggqhkjOPQQDAgNIADBFAiEAxX/pn6roOGokhbMx/5kt
5ig9z1qv6CL/J2Gqb4G58iYCIE4a48R0qjmdhYRKiNyfUO/ZFHYW/Ap4foqTtH2I
RyuR
-----END CERTIFICATE-----
)";
constexpr const char* signer_key_pem = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2z8oZov9/UOPh8R3
kdinljXutZMlwi33J8+fKgjdsr2hRANCAATEZuFIzHtAqy6wIUDFk0/AWdBfWlGv
Fml+HpS/m/FsOpVKkB9I672yTEsdHcbnAh9+7f/zR6hTzj1KzWktbt6e
-----END PRIVATE KEY-----
)";

/// The CA's file and the signer, for as long as the process lasts.
struct Town {
    Town() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-fuzz-XXXXXX";
        directory = ::mkdtemp(pattern.data());
        std::ofstream(directory / "ca.crt") << root_pem;
    }
    Town(const Town&) = delete;
    Town& operator=(const Town&) = delete;
    ~Town() { std::filesystem::remove_all(directory); }

    std::filesystem::path directory;
    std::vector<tls::Certificate> chain = tls::certificates_in(signer_pem);
    tls::Key key = tls::private_key_in(signer_key_pem);
};

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;
    static const Town town;
    const std::string ca_file = town.directory / "ca.crt";
    constexpr Now now{};

    const auto read = tls::read_signed_order(bytes, ca_file, now);
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");
    require(!read || read->signer == "kim", "who signed is the signer");
    const auto told = tls::unverified_order(bytes);
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");
    require(!read || told == read->order, "what is believed can be told");

    const auto order = decode_order(bytes);
    require(!order || decode_order(encode(*order)) == order, "an order is the same when it is read again");
    const auto der =
        tls::make_signed_data(town.chain.front().get(), town.key.get(), tls::pointers(town.chain, 1), bytes);
    const auto signed_order = tls::read_signed_order(der, ca_file, now);
    require(signed_order ? signed_order->order == order : !order && signed_order.error() == OrderRefusal::format,
            "what a signer signs is believed as far as it is an order");

    const auto record = agent::decode_order_record(bytes);
    require(!record || agent::decode_order_record(encode(*record)) == record,
            "a record is the same when it is read again");
}
