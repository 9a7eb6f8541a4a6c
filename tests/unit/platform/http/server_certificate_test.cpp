#include <utility>

#include "platform/http/server_certificate.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <string>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::http {
namespace {

using namespace std::chrono_literals;

class Renewal : public testing::Test {
  protected:
    void write(const std::string& name) {
        const auto pair = tls::issue({name, today - 24h, today + 24h, false, ""});
        directory.write("own.crt", pair.certificate.get());
        directory.write("own.key", pair.key.get());
    }
    Now later() {
        now.mono += files::WatchedFiles::look_every;
        return now;
    }

    const UtcMs today = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    tls::Directory directory;
    const CertificateFiles files{.certificate_file = directory.file("own.crt"), .key_file = directory.file("own.key")};
    std::ostringstream said;
    const log::Log log{said, log::Style::journal, log::Level::info};
    Now now;
};

TEST_F(Renewal, WhatDoesNotChangeStays) {
    write("a");
    auto certificate = ServerCertificate::read(files, log).value();
    const auto first = certificate.for_next(now);
    EXPECT_EQ(certificate.for_next(later()), first);
    EXPECT_EQ(said.str(), "");
}

TEST_F(Renewal, NewFilesAreForNewConnections) {
    write("a");
    auto certificate = ServerCertificate::read(files, log).value();
    const auto first = certificate.for_next(now);
    write("a longer name");
    const auto second = certificate.for_next(later());
    EXPECT_NE(second, first);
    EXPECT_EQ(said.str(), "<6>the certificate of the pages was renewed\n");
    EXPECT_EQ(certificate.for_next(later()), second);
}

TEST_F(Renewal, AHalfDoneOneIsWaitedFor) {
    write("a");
    auto certificate = ServerCertificate::read(files, log).value();
    const auto first = certificate.for_next(now);
    const auto next = tls::issue({"next one", today - 24h, today + 24h, false, ""});
    directory.write("own.crt", next.certificate.get());
    EXPECT_EQ(certificate.for_next(later()), first);
    EXPECT_EQ(certificate.for_next(later()), first);
    const auto once = said.str();
    EXPECT_TRUE(once.starts_with("<4>the certificate of the pages stays as it was reason=\"the key file ")) << once;
    EXPECT_EQ(once.find('\n'), once.size() - 1);
    directory.write("own.key", next.key.get());
    EXPECT_NE(certificate.for_next(later()), first);
    EXPECT_EQ(said.str(), once + "<6>the certificate of the pages was renewed\n");
}

TEST_F(Renewal, WithoutGoodFilesThereIsNone) {
    EXPECT_NE(ServerCertificate::read(files, log).error().find("own.crt cannot be read"), std::string::npos);
    write("a");
    directory.write("own.key", "none");
    EXPECT_NE(ServerCertificate::read(files, log).error().find("own.key holds no private key"), std::string::npos);
}

}  // namespace
}  // namespace magpie::http
