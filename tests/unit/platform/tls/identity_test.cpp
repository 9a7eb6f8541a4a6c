#include "platform/tls/identity.hpp"

#include <gtest/gtest.h>
#include <sys/fsuid.h>

#include <fstream>
#include <sstream>

#include "platform/tls/x509.hpp"
#include "tests/unit/platform/tls/node_files.hpp"

namespace magpie::tls {
namespace {

using namespace std::chrono_literals;

class ReadIdentity : public NodeFiles {
  protected:
    std::string error() const {
        const auto identity = read_identity(files, clock.now());
        return identity ? "none" : identity.error();
    }
    std::string path(const std::string& name) const { return directory.file(name); }
};

TEST_F(ReadIdentity, GoodFilesGiveNameAndTimes) {
    const auto identity = read_identity(files, clock.now());
    ASSERT_TRUE(identity) << identity.error();
    EXPECT_EQ(identity->common_name, "pole-7");
    EXPECT_EQ(identity->not_before, today - 24h);
    EXPECT_EQ(identity->not_after, today + 24h);
    EXPECT_EQ(identity->warning, "");
}

TEST_F(ReadIdentity, MissingFilesAreNamed) {
    const mqtt::TlsFiles good = files;
    files.certificate_file = path("no.crt");
    EXPECT_EQ(error(), "the certificate file " + path("no.crt") + " does not exist");
    files = good;
    files.key_file = path("no.key");
    EXPECT_EQ(error(), "the key file " + path("no.key") + " does not exist");
    files = good;
    files.ca_file = path("no-ca.crt");
    EXPECT_EQ(error(), "the CA file " + path("no-ca.crt") + " does not exist");
    files = good;
    files.key_file.clear();
    EXPECT_EQ(error(), "no key file is configured");
}

TEST_F(ReadIdentity, UnreadableFileIsNamed) {
    files.key_file = path("");
    EXPECT_EQ(error(), "the key file " + path("") + " cannot be read: Is a directory");
}

TEST_F(ReadIdentity, ForbiddenFileIsNamed) {
    using std::filesystem::perms;
    for (const auto& readable : {path(""), files.ca_file, files.certificate_file}) {
        std::filesystem::permissions(readable, static_cast<perms>(0755));
    }
    std::filesystem::permissions(files.key_file, perms::none);
    // Root may read everything, so this thread is nobody for files meanwhile. Of anybody else that asks nothing.
    const auto before = static_cast<::uid_t>(::setfsuid(65534));
    const auto problem = error();
    ::setfsuid(before);
    EXPECT_EQ(problem, "the key file " + path("node.key") + " cannot be read: Permission denied");
}

TEST_F(ReadIdentity, WhatIsNoPemIsNamed) {
    const mqtt::TlsFiles good = files;
    files.certificate_file = directory.write("text.crt", "hello");
    EXPECT_EQ(error(), "the certificate file " + path("text.crt") + " holds no certificate in PEM");
    files.certificate_file = good.key_file;  // a common slip
    EXPECT_EQ(error(), "the certificate file " + path("node.key") + " holds no certificate in PEM");
    files = good;
    files.key_file = good.certificate_file;
    EXPECT_EQ(error(), "the key file " + path("node.crt") + " holds no private key in PEM");
    files = good;
    files.ca_file = directory.write("empty.crt", "");
    EXPECT_EQ(error(), "the CA file " + path("empty.crt") + " is empty");
}

TEST_F(ReadIdentity, DamagedCertificateIsNamed) {
    std::ifstream in(files.certificate_file);
    std::stringstream text;
    text << in.rdbuf();
    std::string damaged = text.str();
    damaged.replace(60, 8, "AAAAAAAA");
    files.certificate_file = directory.write("damaged.crt", damaged);
    EXPECT_EQ(error(), "the certificate file " + path("damaged.crt") + " holds a damaged certificate");
    files.certificate_file = directory.write("cut.crt", text.str().substr(0, 200));
    EXPECT_EQ(error(), "the certificate file " + path("cut.crt") + " holds a damaged certificate");
}

TEST_F(ReadIdentity, KeyWithPasswordIsNamed) {
    const Pair pair = issue(node, &ca);
    use(pair);
    files.key_file = directory.write("locked.key", pair.key.get(), "secret");
    EXPECT_EQ(error(), "the key file " + path("locked.key") +
                           " is protected by a password, and the daemon has nobody to ask for it");
}

TEST_F(ReadIdentity, KeyOfAnotherCertificateIsNamed) {
    files.key_file = directory.write("other.key", Pair().key.get());
    EXPECT_EQ(error(), "the key " + path("other.key") + " does not belong to the certificate " + path("node.crt"));
}

TEST_F(ReadIdentity, ExpiredIsNamedWithItsDate) {
    node.not_after = today - 1h;
    use(issue(node, &ca));
    EXPECT_EQ(error(), "the certificate " + path("node.crt") + " expired on 2025-12-31 23:00 UTC");
}

TEST_F(ReadIdentity, BeyondWhat32BitsOfSecondsCountIsGood) {
    authority.not_after = UtcMs(std::chrono::sys_days(std::chrono::year{2099} / 12 / 31)) + 23h;
    node.not_after = authority.not_after;
    ca = issue(authority);
    files.ca_file = directory.write("ca.crt", ca.certificate.get());
    use(issue(node, &ca));
    const auto identity = read_identity(files, clock.now());
    ASSERT_TRUE(identity) << identity.error();
    EXPECT_EQ(identity->not_after, node.not_after);
    EXPECT_EQ(written(identity->not_after), "2099-12-31 23:00 UTC");
}

TEST_F(ReadIdentity, NotYetValidIsNamedWhenTheClockIsKnown) {
    node.not_before = today + 1h;
    use(issue(node, &ca));
    EXPECT_EQ(error(),
              "the certificate " + path("node.crt") +
                  " is not valid before 2026-01-01 01:00 UTC, and this machine's clock shows 2026-01-01 00:00 UTC");
}

TEST_F(ReadIdentity, UnknownClockOnlyWarns) {
    clock.wall_is_lost();
    const auto early = read_identity(files, clock.now());
    ASSERT_TRUE(early) << early.error();
    EXPECT_EQ(early->warning,
              "the certificate " + path("node.crt") +
                  " is not valid before 2025-12-31 00:00 UTC, and this machine's clock shows 1970-01-01 00:00 UTC "
                  "(the clock is not synchronised)");
    clock.wall_is_lost(today + 24h * 365);
    const auto late = read_identity(files, clock.now());
    ASSERT_TRUE(late) << late.error();
    EXPECT_EQ(late->warning, "the certificate " + path("node.crt") +
                                 " expired on 2026-01-02 00:00 UTC (the clock is not synchronised)");
}

TEST_F(ReadIdentity, AnotherCaIsNamed) {
    Wanted other = authority;
    other.common_name = "Other CA";
    const Pair stranger = issue(other);
    use(issue(node, &stranger));
    EXPECT_EQ(error(), "the certificate " + path("node.crt") +
                           " was signed by another CA (\"Other CA\") than the one in " + path("ca.crt"));
}

TEST_F(ReadIdentity, AnotherCaOfTheSameNameIsNamed) {
    const Pair stranger = issue(authority);
    use(issue(node, &stranger));
    EXPECT_EQ(error(), "the certificate " + path("node.crt") +
                           " was signed by another CA (\"Magpie CA\") than the one in " + path("ca.crt"));
}

TEST_F(ReadIdentity, ExpiredCaIsNamed) {
    authority.not_after = today - 24h;
    ca = issue(authority);
    files.ca_file = directory.write("ca.crt", ca.certificate.get());
    use(issue(node, &ca));
    EXPECT_EQ(error(), "the CA \"Magpie CA\" in " + path("ca.crt") + " expired on 2025-12-31 00:00 UTC");
    clock.wall_is_lost(today);
    EXPECT_EQ(error(), "none");
}

TEST_F(ReadIdentity, ServerCertificateIsNoClient) {
    node.usage = "serverAuth";
    use(issue(node, &ca));
    EXPECT_EQ(error(), "the certificate " + path("node.crt") + " is not for a client (extended key usage)");
}

TEST_F(ReadIdentity, CertificateWithoutNameIsRefused) {
    node.common_name.clear();
    use(issue(node, &ca));
    EXPECT_EQ(error(), "the certificate " + path("node.crt") + " has no common name");
}

TEST_F(ReadIdentity, IntermediateCaInTheCertificateFileCompletesTheChain) {
    Wanted middle = authority;
    middle.common_name = "Magpie district CA";
    const Pair district = issue(middle, &ca);
    const Pair pair = issue(node, &district);
    use(pair);
    EXPECT_EQ(error(), "the certificate " + path("node.crt") +
                           " was signed by another CA (\"Magpie district CA\") than the one in " + path("ca.crt"));
    std::FILE* chain = std::fopen(files.certificate_file.c_str(), "ab");
    PEM_write_X509(chain, district.certificate.get());
    std::fclose(chain);
    EXPECT_EQ(error(), "none");
}

}  // namespace
}  // namespace magpie::tls
