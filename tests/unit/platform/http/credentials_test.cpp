#include "platform/http/credentials.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::http {
namespace {

using namespace std::chrono_literals;

class ReadCredentials : public testing::Test {
  protected:
    [[nodiscard]] std::string error() const {
        const auto credentials = read_credentials(files);
        return credentials ? "none" : credentials.error();
    }
    [[nodiscard]] std::string token(const std::string& text) {
        files.token_file = directory.write("token", text);
        const auto credentials = read_credentials(files);
        return credentials ? credentials->token : credentials.error();
    }
    [[nodiscard]] std::string path(const std::string& name) const { return directory.file(name); }

    const UtcMs today = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    tls::Directory directory;
    tls::Pair own = tls::issue({"magpie", today - 24h, today + 24h, false, ""});
    CredentialFiles files;
};

TEST_F(ReadCredentials, NoneAreNeeded) {
    EXPECT_EQ(error(), "none");
}

TEST_F(ReadCredentials, GoodFilesAreTaken) {
    files.ca_file = directory.write("ca.crt", own.certificate.get());
    files.certificate_file = files.ca_file;
    files.key_file = directory.write("own.key", own.key.get());
    EXPECT_EQ(error(), "none");
}

TEST_F(ReadCredentials, WhatIsWrongWithAFileIsSaidWithItsName) {
    files.ca_file = path("none.crt");
    EXPECT_EQ(error(), "the CA file " + files.ca_file + " cannot be read: No such file or directory");
    files.ca_file = directory.write("bad.crt", "not PEM");
    EXPECT_EQ(error(), "the CA file " + files.ca_file + " holds no certificate in PEM");
    files.ca_file.clear();
    files.certificate_file = directory.write("empty.crt", "");
    files.key_file = path("none.key");
    EXPECT_EQ(error(), "the certificate file " + files.certificate_file + " holds no certificate in PEM");
    files.certificate_file = directory.write("own.crt", own.certificate.get());
    EXPECT_EQ(error(), "the key file " + files.key_file + " cannot be read: No such file or directory");
}

TEST_F(ReadCredentials, AKeyOfAnotherOrBehindAPasswordIsRefused) {
    files.certificate_file = directory.write("own.crt", own.certificate.get());
    const auto other = tls::issue({"other", today - 24h, today + 24h, false, ""});
    files.key_file = directory.write("other.key", other.key.get());
    EXPECT_NE(error().find("the key file " + files.key_file), std::string::npos) << error();
    files.key_file = directory.write("locked.key", own.key.get(), "secret");
    EXPECT_NE(error().find("behind a password"), std::string::npos) << error();
}

TEST_F(ReadCredentials, ATokenIsOneWordOfOneLine) {
    EXPECT_EQ(token("abc.DEF-1_2~3+4/5==\r\n"), "abc.DEF-1_2~3+4/5==");
    for (const std::string bad : {"", "\n", "two words", "two\nlines", "a\r\nX-Header: b", "\xc3\xa4"}) {
        EXPECT_EQ(token(bad), "the token file " + files.token_file + " holds no token: one line without spaces") << bad;
    }
    EXPECT_NE(token(std::string(5000, 'x')).find("holds no token"), std::string::npos);
    files.token_file = path("none");
    EXPECT_EQ(error(), "the token file " + files.token_file + " cannot be read: No such file or directory");
}

}  // namespace
}  // namespace magpie::http
