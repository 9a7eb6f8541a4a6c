#include "agent/capture/read/read_file.hpp"

#include "agent/capture/pcap/file_source.hpp"
#include "agent/capture/read/json.hpp"
#include "agent/capture/read/summary.hpp"

namespace magpie::agent {

int read_file(const std::string& path, ReadFormat format, std::ostream& out, std::ostream& err) {
    const auto source = FileSource::open(path);
    if (!source) {
        err << source.error() << '\n';
        return 1;
    }
    if (format == ReadFormat::json) {
        print_frames(**source, out);
    } else {
        summarize(**source, out);
    }
    if (!(*source)->problem().empty()) {
        err << path << ": " << (*source)->problem() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace magpie::agent
