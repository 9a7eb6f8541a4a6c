#include "collector/ca/authority.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <filesystem>

#include "platform/tls/identity.hpp"
#include "platform/tls/renewal_request.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::filesystem::perms;

class AnAuthority : public testing::Test {
  protected:
    AnAuthority() {
        const auto created = Authority::create(path, "Mapo", now());
        EXPECT_TRUE(created) << (created ? "" : created.error());
    }

    [[nodiscard]] UtcMs now() const { return clock.now().wall; }
    [[nodiscard]] Authority open() const { return std::move(*Authority::open(path)); }
    [[nodiscard]] perms mode(const std::string& file) const { return std::filesystem::status(file).permissions(); }

    /// Files as a node has them.
    mqtt::TlsFiles give(const Issued& issued, const std::string& name) const {
        return {directory.write("ca.crt", open().root_pem()), directory.write(name + ".crt", issued.certificate),
                directory.write(name + ".key", issued.key)};
    }
    [[nodiscard]] bool is_on_the_list(const std::string& serial) const {
        const auto text = *tls::read_file(path + "/crl.pem");
        const tls::Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
        const tls::Crl crl(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
        const auto issuing = tls::certificates_in(*tls::read_file(path + "/issuing.crt"));
        EXPECT_EQ(X509_CRL_verify(crl.get(), X509_get0_pubkey(issuing.front().get())), 1);
        EXPECT_EQ(tls::time_of(X509_CRL_get0_nextUpdate(crl.get())), now() + days(7));
        const STACK_OF(X509_REVOKED)* list = X509_CRL_get_REVOKED(crl.get());
        for (int i = 0; i < sk_X509_REVOKED_num(list); ++i) {
            const tls::Owned<BIGNUM, BN_free> number(
                ASN1_INTEGER_to_BN(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(list, i)), nullptr));
            char* const text_of_it = BN_bn2hex(number.get());
            const bool same = serial == text_of_it;
            OPENSSL_free(text_of_it);
            if (same) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] std::string renewal_refusal(Authority& authority, const std::string& der,
                                              const std::string& sender = "") const {
        const auto renewed = authority.renew(der, days(90), sender, now());
        return renewed ? "none" : std::string(word(renewed.error().reason));
    }

    fakes::FakeClock clock;
    tls::Directory directory;
    std::string path = directory.file("ca");
};

TEST_F(AnAuthority, KeysAreForTheOwnerAlone) {
    EXPECT_EQ(mode(path), perms::owner_all);
    EXPECT_EQ(mode(path + "/root.key"), perms::owner_read | perms::owner_write);
    EXPECT_EQ(mode(path + "/issuing.key"), perms::owner_read | perms::owner_write);
}

TEST_F(AnAuthority, IsNeverOverwritten) {
    const auto before = *tls::read_file(path + "/root.crt");
    const auto again = Authority::create(path, "Mapo", now());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), path + "/root.crt is there already, and is not overwritten");
    EXPECT_EQ(*tls::read_file(path + "/root.crt"), before);
    std::filesystem::remove(path + "/root.crt");  // as after a crash in between, or where the root was taken away
    EXPECT_FALSE(Authority::create(path, "Mapo", now()));
}

TEST_F(AnAuthority, HasACityWithAName) {
    for (const std::string& city : {std::string(), std::string(33, 'x'), std::string("a\nb")}) {
        EXPECT_FALSE(Authority::create(directory.file("other"), city, now())) << city;
    }
}

TEST_F(AnAuthority, WhatANodeGetsIsGoodForIt) {
    auto authority = open();
    const auto issued = authority.issue({"node", "pole-7", {}, days(90)}, now());
    ASSERT_TRUE(issued) << issued.error();
    const auto identity = tls::read_identity(give(*issued, "pole-7"), clock.now());
    ASSERT_TRUE(identity) << identity.error();
    EXPECT_EQ(identity->common_name, "pole-7");
    EXPECT_EQ(identity->not_after, now() + days(90));
    EXPECT_EQ(identity->not_before, now() - 1h);
}

TEST_F(AnAuthority, ABrokerHasTheNamesItIsReachedBy) {
    auto authority = open();
    const auto issued =
        authority.issue({"broker", "broker", {"mqtt.city.example", "127.0.0.1", "::1"}, days(90)}, now());
    ASSERT_TRUE(issued) << issued.error();
    const auto chain = tls::certificates_in(issued->certificate);
    ASSERT_EQ(chain.size(), 2U);
    X509* const broker = chain.front().get();
    EXPECT_EQ(X509_check_host(broker, "mqtt.city.example", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_host(broker, "other.example", 0, 0, nullptr), 0);
    EXPECT_EQ(X509_check_ip_asc(broker, "127.0.0.1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(broker, "::1", 0), 1);
    EXPECT_EQ(X509_check_purpose(broker, X509_PURPOSE_SSL_SERVER, 0), 1);
    EXPECT_EQ(X509_check_purpose(broker, X509_PURPOSE_SSL_CLIENT, 0), 0);
}

TEST_F(AnAuthority, NamesOfProgramsAreNoNodes) {
    auto authority = open();
    for (const char* name : {"collector", "broker", "ca", "admin", "a/b", "+", "#", ""}) {
        EXPECT_FALSE(authority.issue({"node", name, {}, days(90)}, now())) << name;
    }
    EXPECT_FALSE(authority.issue({"broker", "broker", {"a,DNS:b"}, days(90)}, now()));
    EXPECT_TRUE(authority.list(now())->empty());
}

TEST_F(AnAuthority, WhatIsRevokedIsOnTheListUntilItWouldHaveExpired) {
    auto authority = open();
    const auto one = *authority.issue({"node", "pole-7", {}, days(90)}, now());
    const auto two = *authority.issue({"node", "pole-7", {}, days(90)}, now());
    const auto other = *authority.issue({"node", "pole-8", {}, days(90)}, now());
    EXPECT_EQ(*authority.revoke("pole-7", "stolen", now()), 2);
    EXPECT_TRUE(is_on_the_list(one.serial));
    EXPECT_TRUE(is_on_the_list(two.serial));
    EXPECT_FALSE(is_on_the_list(other.serial));
    EXPECT_EQ(*authority.revoke("pole-7", "again", now()), 0);
    EXPECT_FALSE(authority.revoke("pole-9", "", now()));
    clock.advance(days(90));
    ASSERT_TRUE(authority.crl(now()));
    EXPECT_TRUE(is_on_the_list(one.serial)) << "clocks differ";
    clock.advance(days(2));
    ASSERT_TRUE(authority.crl(now()));
    EXPECT_FALSE(is_on_the_list(one.serial));
}

TEST_F(AnAuthority, ANodeRenewsItself) {
    auto authority = open();
    const auto first = *authority.issue({"node", "pole-7", {}, days(90)}, now());
    auto files = give(first, "pole-7");
    clock.advance(days(60));
    const auto request = tls::make_renewal_request(files);
    ASSERT_TRUE(request) << request.error();
    const auto renewed = authority.renew(request->der, days(90), "pole-7", now());
    ASSERT_TRUE(renewed) << renewed.error().sentence;
    const auto chain = tls::accept_renewal(renewed->certificate, request->key, files, clock.now());
    ASSERT_TRUE(chain) << chain.error();
    files.certificate_file = directory.write("new.crt", *chain);
    files.key_file = directory.write("new.key", request->key);
    const auto identity = tls::read_identity(files, clock.now());
    ASSERT_TRUE(identity) << identity.error();
    EXPECT_EQ(identity->not_after, now() + days(90));
    const auto again = tls::make_renewal_request(files);
    EXPECT_TRUE(authority.renew(again->der, days(90), "pole-7", now())) << "and with the new one";
}

TEST_F(AnAuthority, RenewsNobodyWhoIsRevokedUnknownOrSomebodyElse) {
    auto authority = open();
    const auto files = give(*authority.issue({"node", "pole-7", {}, days(90)}, now()), "pole-7");
    const auto der = tls::make_renewal_request(files)->der;
    EXPECT_EQ(renewal_refusal(authority, der, "pole-8"), "other_topic");
    EXPECT_EQ(renewal_refusal(authority, der, "pole-7"), "none");
    ASSERT_TRUE(authority.revoke("pole-7", "", now()));
    EXPECT_EQ(renewal_refusal(authority, der), "revoked");
    EXPECT_EQ(authority.list(now())->size(), 2U);
    std::filesystem::remove(path + "/register.sqlite");
    auto forgetful = open();
    EXPECT_EQ(renewal_refusal(forgetful, der), "unknown_certificate");
    EXPECT_TRUE(forgetful.list(now())->empty());
}

TEST_F(AnAuthority, NothingOutlivesTheIssuingCertificateUntilThatIsProlonged) {
    auto authority = open();
    const auto early = *authority.issue({"node", "pole-7", {}, days(730)}, now());
    EXPECT_EQ(early.until, authority.issuing_until());
    const auto files = give(early, "pole-7");
    clock.advance(days(700));
    EXPECT_EQ(authority.issue({"node", "pole-8", {}, days(90)}, now())->until, authority.issuing_until());
    std::filesystem::rename(path + "/root.key", directory.file("safe.key"));
    EXPECT_FALSE(authority.prolong(path + "/root.key", now()));
    EXPECT_FALSE(authority.prolong(path + "/issuing.key", now()));
    ASSERT_TRUE(authority.prolong(directory.file("safe.key"), now()));
    EXPECT_EQ(open().issue({"node", "pole-9", {}, days(90)}, now())->until, now() + days(90));
    EXPECT_TRUE(tls::read_identity(files, clock.now())) << "what was issued before stays good";
    EXPECT_TRUE(authority.renew(tls::make_renewal_request(files)->der, days(90), "", now()));
    clock.advance(days(731));
    EXPECT_FALSE(authority.issue({"node", "pole-8", {}, days(90)}, now()));
}

TEST_F(AnAuthority, ListsFirstWhatExpiresSoon) {
    auto authority = open();
    ASSERT_TRUE(authority.issue({"node", "long", {}, days(300)}, now()));
    ASSERT_TRUE(authority.issue({"node", "gone", {}, days(1)}, now()));
    ASSERT_TRUE(authority.issue({"node", "stolen", {}, days(300)}, now()));
    ASSERT_TRUE(authority.issue({"node", "soon", {}, days(40)}, now()));
    ASSERT_TRUE(authority.revoke("stolen", "from its cabinet", now()));
    clock.advance(days(20));
    std::string order;
    const auto entries = *authority.list(now());
    for (const auto& entry : entries) {
        order += entry.name + " ";
    }
    EXPECT_EQ(order, "soon long gone stolen ");
    EXPECT_EQ(entries[3].why, "from its cabinet");
}

TEST_F(AnAuthority, ForeignOrMissingFilesAreNamed) {
    EXPECT_EQ(Authority::open(directory.file("none")).error(),
              "cannot read " + directory.file("none") + "/root.crt: No such file or directory");
    std::filesystem::copy_file(path + "/root.key", path + "/issuing.key",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(Authority::open(path).error(), path + "/issuing.key is not the key of its certificate");
}

TEST_F(AnAuthority, TwoProgramsMayHaveItOpen) {
    auto serving = open();
    auto typing = open();
    const auto files = give(*serving.issue({"node", "pole-7", {}, days(90)}, now()), "pole-7");
    EXPECT_EQ(*typing.revoke("pole-7", "", now()), 1);
    EXPECT_EQ(renewal_refusal(serving, tls::make_renewal_request(files)->der), "revoked");
    EXPECT_TRUE(serving.crl(now()));
    EXPECT_TRUE(typing.crl(now()));
}

}  // namespace
}  // namespace magpie::collector::ca
